/// A part of an invented person's name and how an address spells it.
struct NamePart: Sendable {
  let native: String
  /// ASCII, lower case.
  let latin: String
}

/// What people are called who speak a language.
struct NameTable: Sendable {
  let given: [NamePart]
  let family: [NamePart]

  /// One table a language, in the order of `Language.allCases`.
  static let all: [NameTable] = Language.allCases.map { language in
    let (given, family) = language.nameWords
    return NameTable(given: parse(given), family: parse(family))
  }

  /// `Åsa/asa` is a name and its spelling; of `Anna` the spelling is its lower case.
  private static func parse(_ words: String) -> [NamePart] {
    words.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { word in
      let halves = word.split(separator: "/")
      return NamePart(native: String(halves[0]), latin: halves[halves.count - 1].lowercased())
    }
  }
}

extension Language {
  /// Its place in `allCases`, by which tables are indexed.
  var ordinal: Int { Self.ordinals[self] ?? 0 }

  private static let ordinals: [Language: Int] = {
    var ordinals: [Language: Int] = [:]
    for (ordinal, language) in allCases.enumerated() { ordinals[language] = ordinal }
    return ordinals
  }()

  /// A full name as its owner writes it.
  func fullName(_ given: String, _ family: String) -> String {
    switch self {
    case .chinese: family + given
    case .japanese: family + " " + given
    default: given + " " + family
    }
  }

  /// Given names and family names, as `NameTable.parse` reads them.
  fileprivate var nameWords: (given: String, family: String) {
    switch self {
    case .english:
      (
        "Alice Benjamin Charlotte Daniel Eleanor Frank Grace Henry Isla James Kate Liam Megan Noah Olivia Peter",
        "Ashdown Barlow Carver Dunmore Ellwood Fairley Grantham Holloway O'Malley/omalley Kendrick Larkin Merton Norwood"
      )
    case .german:
      (
        "Anna Björn/bjoern Claudia Dieter Elke Friedrich Günther/guenther Heike Jörg/joerg Katharina Lukas Mareike Uwe",
        "Berg Brückner/brueckner Dahlmann Eichholz Förster/foerster Großmann/grossmann Hagedorn Kühn/kuehn Lindner"
          + " Möbius/moebius Nordmann Schäfer/schaefer Tiefenbach"
      )
    case .french:
      (
        "Amélie/amelie Benoît/benoit Chloé/chloe Damien Élodie/elodie François/francois Hélène/helene Jérôme/jerome"
          + " Lucie Noémie/noemie Pascal Thérèse/therese",
        "Aubertin Beaulieu Châtelain/chatelain Delacroix Fournier Garçon/garcon Lefèvre/lefevre Marchand d'Argent/dargent"
          + " Renaud Saint-Clair/saint-clair Vasseur"
      )
    case .swedish:
      (
        "Anders Åsa/asa Birgitta Elin Göran/goran Håkan/hakan Ingrid Johan Karin Märta/marta Sören/soren Ylva",
        "Åkerlund/akerlund Bergström/bergstrom Dahl Ekström/ekstrom Forsberg Hedlund Lindqvist Nyström/nystrom"
          + " Öberg/oberg Sandell Wikström/wikstrom"
      )
    case .polish:
      (
        "Agnieszka Bartłomiej/bartlomiej Grażyna/grazyna Jędrzej/jedrzej Katarzyna Łukasz/lukasz Małgorzata/malgorzata"
          + " Paweł/pawel Stanisław/stanislaw Żaneta/zaneta",
        "Bąk/bak Dąbrowska/dabrowska Gołębiewski/golebiewski Jaśkiewicz/jaskiewicz Kołodziej/kolodziej Nowicki"
          + " Różański/rozanski Świątek/swiatek Wróbel/wrobel Źrebiec/zrebiec"
      )
    case .greek:
      (
        "Αλέξανδρος/alexandros Βασιλική/vasiliki Γιώργος/giorgos Δήμητρα/dimitra Ελένη/eleni Θανάσης/thanasis"
          + " Κατερίνα/katerina Νίκος/nikos Σοφία/sofia Χρήστος/christos",
        "Αγγελόπουλος/angelopoulos Βλάχου/vlachou Γεωργίου/georgiou Δημητρίου/dimitriou Κωνσταντίνου/konstantinou"
          + " Λεβέντης/leventis Μακρή/makri Παππάς/pappas Σταθόπουλος/stathopoulos"
      )
    case .russian:
      (
        "Алексей/alexey Борис/boris Вера/vera Галина/galina Дмитрий/dmitry Екатерина/ekaterina Илья/ilya Людмила/lyudmila"
          + " Николай/nikolay Светлана/svetlana Юрий/yury",
        "Абрамова/abramova Быстров/bystrov Воронин/voronin Громова/gromova Ершов/ershov Жукова/zhukova Лебедев/lebedev"
          + " Морозова/morozova Соколов/sokolov Щербаков/shcherbakov"
      )
    case .arabic:
      (
        "أحمد/ahmad ليلى/layla خالد/khalid سارة/sara يوسف/yusuf مريم/maryam عمر/omar نور/nour حسن/hasan هدى/huda",
        "الحداد/alhaddad النجار/alnajjar الخطيب/alkhatib منصور/mansour الشامي/alshami درويش/darwish القاسم/alqasim"
          + " السعدي/alsaadi عبدالله/abdullah"
      )
    case .hebrew:
      (
        "אבי/avi דנה/dana יעל/yael משה/moshe נועה/noa עומר/omer רחל/rachel שירה/shira תומר/tomer גלית/galit",
        "אלון/alon ברק/barak גולן/golan דרור/dror כהן/cohen לוי/levi פלד/peled רביב/raviv שגב/segev תבור/tavor"
      )
    case .japanese:
      (
        "陽子/yoko 健太/kenta 美咲/misaki 大輔/daisuke 直樹/naoki 由美/yumi 翔太/shota 恵子/keiko 拓也/takuya さくら/sakura",
        "青木/aoki 石田/ishida 上野/ueno 岡本/okamoto 小林/kobayashi 田中/tanaka 中村/nakamura 藤井/fujii 山口/yamaguchi"
          + " 渡辺/watanabe"
      )
    case .chinese:
      (
        "伟/wei 芳/fang 秀英/xiuying 敏/min 静/jing 建国/jianguo 丽华/lihua 晓明/xiaoming 志强/zhiqiang 雪梅/xuemei",
        "陈/chen 林/lin 黄/huang 吴/wu 赵/zhao 周/zhou 徐/xu 孙/sun 欧阳/ouyang 郭/guo"
      )
    case .hindi:
      (
        "अमित/amit अंजलि/anjali दीपक/deepak गीता/geeta किरण/kiran मोहन/mohan नेहा/neha प्रिया/priya राजेश/rajesh सुनीता/sunita",
        "शर्मा/sharma वर्मा/verma गुप्ता/gupta मिश्रा/mishra जोशी/joshi पाटिल/patil त्रिवेदी/trivedi चौहान/chauhan मेहता/mehta"
      )
    }
  }
}
