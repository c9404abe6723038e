import Bytes

extension Header {
  /// How the blocks are encoded: as the header says, where the heaps among them bear that out or there are none; else
  /// as they look. Writers are known that say "none" and encode.
  func encoding(
    confirmedBy nodes: NodeIndex, _ blocks: BlockIndex, in store: any ByteStore, _ damage: DamageLog
  ) throws -> Encoding {
    let place = UInt64(layout.sentinelOffset + 1)
    let declared = Encoding(rawValue: encodingMethod)
    let sample = try sampledHeaps(nodes, blocks, in: store)
    func hits(_ encoding: Encoding) -> Int {
      sample.count { location, bytes in
        let block = try? Block(bytes, at: location, encoding: encoding, layout, damage: DamageLog())
        return block.map { HeapOnNode.isHeap($0.bytes) } ?? false
      }
    }
    if let declared, sample.isEmpty || hits(declared) > 0 { return declared }
    let likeliest = [Encoding.permute, .none, .cyclic].map { (encoding: $0, hits: hits($0)) }
      .reduce((encoding: Encoding.none, hits: 0)) { $1.hits > $0.hits ? $1 : $0 }
    if likeliest.hits > 0 {
      damage.add(
        FormatError(
          .mismatch(stored: UInt64(encodingMethod), expected: UInt64(likeliest.encoding.rawValue)),
          in: "HEADER.bCryptMethod", at: place))
      return likeliest.encoding
    }
    guard let declared else {
      throw FormatError(.invalid("unknown encoding \(encodingMethod)"), in: "HEADER.bCryptMethod", at: place)
    }
    return declared
  }

  private func sampledHeaps(
    _ nodes: NodeIndex, _ blocks: BlockIndex, in store: any ByteStore
  ) throws -> [(BlockLocation, [UInt8])] {
    var sample: [(BlockLocation, [UInt8])] = []
    for node in nodes.nodes where !node.data.isInternal {
      guard let location = blocks.location(of: node.data), location.size >= 12 else { continue }
      let bytes = try store.read(at: location.offset, count: layout.storedSize(ofBlock: location.size))
      sample.append((location, bytes))
      if sample.count == 32 { break }
    }
    return sample
  }
}
