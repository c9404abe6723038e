import Bytes

/// The data of a node as a stream, block by block.
package final class DataStream: ByteStream {
  private let database: NodeDatabase
  private let tree: DataTree
  private var position = 0

  package init(_ tree: DataTree, in database: NodeDatabase) {
    self.tree = tree
    self.database = database
  }

  package func next() throws -> [UInt8]? {
    while position < tree.blocks.count {
      position += 1
      let bytes = try database.block(tree.blocks[position - 1]).bytes
      if !bytes.isEmpty { return bytes }
    }
    return nil
  }
}
