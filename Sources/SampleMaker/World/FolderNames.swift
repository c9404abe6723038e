/// What the folders of a mailbox are called in its owner's language.
struct FolderNames: Sendable {
  let inbox, sent, deleted, drafts, calendar, contacts, tasks, notes, junk, archive: String
  /// Folders that owners make for themselves; the first is that of projects, the second that of invoices.
  let custom: [String]

  var projects: String { custom[0] }
  var invoices: String { custom[1] }

  /// One a language, in the order of `Language.allCases`.
  static let all: [FolderNames] = Language.allCases.map { FolderNames($0.folderWords) }

  private init(_ words: String) {
    let words = words.split(separator: "|").map(String.init)
    (inbox, sent, deleted, drafts, calendar) = (words[0], words[1], words[2], words[3], words[4])
    (contacts, tasks, notes, junk, archive) = (words[5], words[6], words[7], words[8], words[9])
    custom = Array(words[10...])
  }
}

extension Language {
  fileprivate var folderWords: String {
    switch self {
    case .english:
      "Inbox|Sent Items|Deleted Items|Drafts|Calendar|Contacts|Tasks|Notes|Junk Email|Archive"
        + "|Projects|Invoices|Customers|Suppliers|Contracts|Personal|Travel|Staff|2019|2020|To do|R&D"
    case .german:
      "Posteingang|Gesendete Elemente|Gelöschte Elemente|Entwürfe|Kalender|Kontakte|Aufgaben|Notizen|Junk-E-Mail|Archiv"
        + "|Projekte|Rechnungen|Kunden|Lieferanten|Verträge|Privat|Reisen|Personal|2019|2020|Wiedervorlage|Qualität"
    case .french:
      "Boîte de réception|Éléments envoyés|Éléments supprimés|Brouillons|Calendrier|Contacts|Tâches|Notes"
        + "|Courrier indésirable|Archive"
        + "|Projets|Factures|Clients|Fournisseurs|Contrats|Personnel|Déplacements|Équipe|2019|2020|À traiter|Qualité"
    case .swedish:
      "Inkorgen|Skickat|Borttaget|Utkast|Kalender|Kontakter|Uppgifter|Anteckningar|Skräppost|Arkiv"
        + "|Projekt|Fakturor|Kunder|Leverantörer|Avtal|Privat|Resor|Personal|2019|2020|Att göra|Möten"
    case .polish:
      "Skrzynka odbiorcza|Elementy wysłane|Elementy usunięte|Wersje robocze|Kalendarz|Kontakty|Zadania|Notatki"
        + "|Wiadomości-śmieci|Archiwum"
        + "|Projekty|Faktury|Klienci|Dostawcy|Umowy|Prywatne|Podróże|Kadry|2019|2020|Do zrobienia|Jakość"
    case .greek:
      "Εισερχόμενα|Απεσταλμένα|Διαγραμμένα|Πρόχειρα|Ημερολόγιο|Επαφές|Εργασίες|Σημειώσεις"
        + "|Ανεπιθύμητη αλληλογραφία|Αρχειοθέτηση"
        + "|Έργα|Τιμολόγια|Πελάτες|Προμηθευτές|Συμβάσεις|Προσωπικά|Ταξίδια|Προσωπικό|2019|2020|Εκκρεμότητες"
    case .russian:
      "Входящие|Отправленные|Удаленные|Черновики|Календарь|Контакты|Задачи|Заметки|Нежелательная почта|Архив"
        + "|Проекты|Счета|Клиенты|Поставщики|Договоры|Личное|Поездки|Кадры|2019|2020|На контроле"
    case .arabic:
      "علبة الوارد|العناصر المرسلة|العناصر المحذوفة|المسودات|التقويم|جهات الاتصال|المهام|الملاحظات"
        + "|البريد غير الهام|الأرشيف"
        + "|المشاريع|الفواتير|العملاء|الموردون|العقود|شخصي|السفر|الموظفون|2019|2020"
    case .hebrew:
      "תיבת דואר נכנס|פריטים שנשלחו|פריטים שנמחקו|טיוטות|לוח שנה|אנשי קשר|משימות|הערות|דואר זבל|ארכיון"
        + "|פרויקטים|חשבוניות|לקוחות|ספקים|חוזים|אישי|נסיעות|כוח אדם|2019|2020"
    case .japanese:
      "受信トレイ|送信済みアイテム|削除済みアイテム|下書き|予定表|連絡先|タスク|メモ|迷惑メール|アーカイブ"
        + "|プロジェクト|請求書|顧客|仕入先|契約書|個人|出張|人事|2019年|2020年"
    case .chinese:
      "收件箱|已发送邮件|已删除邮件|草稿|日历|联系人|任务|便笺|垃圾邮件|存档"
        + "|项目|发票|客户|供应商|合同|个人|出差|人事|2019年|2020年"
    case .hindi:
      "इनबॉक्स|भेजे गए आइटम|हटाए गए आइटम|ड्राफ़्ट|कैलेंडर|संपर्क|कार्य|नोट्स|जंक ई-मेल|संग्रह"
        + "|परियोजनाएँ|चालान|ग्राहक|आपूर्तिकर्ता|अनुबंध|निजी|यात्रा|कर्मचारी|2019|2020"
    }
  }
}
