/// The fonts of a document and the code page of each (RTF 1.9.1, "Font Table").
struct RTFFonts {
  /// What text without a font is in: `\ansicpg`, else what `\ansi`, `\mac`, `\pc` and `\pca` mean.
  var documentCodePage = 1252
  /// `\deff`
  var defaultFont: Int?
  private var codePages: [Int: Int] = [:]
  private var defining: Int?
  private var isFixed = false

  /// More fonts than these are not kept.
  private static let limit = 100_000

  func codePage(ofFont font: Int?) -> Int { font.flatMap { codePages[$0] } ?? documentCodePage }

  /// A control word within the font table.
  mutating func take(_ word: String, _ number: Int?) {
    switch word {
    case "f":
      defining = number
      isFixed = false
    case "fcharset":
      guard let font = defining, let charset = number, !isFixed else { return }
      set(Self.codePage(ofCharset: charset), for: font)
    case "cpg":
      guard let font = defining, let page = number, page > 0 else { return }
      isFixed = true
      set(page, for: font)
    default: break
    }
  }

  private mutating func set(_ page: Int?, for font: Int) {
    guard codePages.count < Self.limit || codePages[font] != nil else { return }
    codePages[font] = page
  }

  /// Nil where it is the document's own: the default charset, and symbols, which have none.
  private static func codePage(ofCharset charset: Int) -> Int? {
    switch charset {
    case 0: 1252
    case 77: 10_000
    case 128: 932
    case 129: 949
    case 130: 1361
    case 134: 936
    case 136: 950
    case 161: 1253
    case 162: 1254
    case 163: 1258
    case 177: 1255
    case 178: 1256
    case 186: 1257
    case 204: 1251
    case 222: 874
    case 238: 1250
    case 254: 437
    case 255: 850
    default: nil
    }
  }
}
