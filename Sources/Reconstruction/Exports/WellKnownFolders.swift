/// What Outlook and Exchange call the folders of a mailbox in the languages that they speak, in lower case: `#Inbox#` of
/// an export request means the folder whatever its name.
enum WellKnownFolders {
  /// By the name between the marks, in lower case.
  static let names: [String: Set<String>] = [
    "inbox": words(
      """
      Inbox|Posteingang|Boîte de réception|Bandeja de entrada|Posta in arrivo|Postvak IN|Caixa de Entrada|A Receber
      Inkorgen|Inkorg|Indbakke|Innboks|Saapuneet|Skrzynka odbiorcza|Doručená pošta|Doručená pošta|Beérkezett üzenetek
      Inbox|Gelen Kutusu|Εισερχόμενα|Входящие|Вхідні|علبة الوارد|תיבת דואר נכנס|受信トレイ|收件箱|收件匣|받은 편지함
      Ulazna pošta|Prejeto|Sissetulnud|Iesūtne|Gauta|Mesaje primite|Caixa d'entrada|Sarrerako ontzia|กล่องขาเข้า|Hộp thư đến
      """),
    "sentitems": words(
      """
      Sent Items|Sent|Gesendete Elemente|Gesendete Objekte|Éléments envoyés|Elementos enviados|Posta inviata
      Verzonden items|Itens Enviados|Skickat|Skickade objekt|Sendt post|Sendte elementer|Sendt|Lähetetyt
      Elementy wysłane|Odeslaná pošta|Odoslaná pošta|Elküldött elemek|Elemente trimise|Gönderilmiş Öğeler|Απεσταλμένα
      Отправленные|Надіслані|العناصر المرسلة|פריטים שנשלחו|送信済みアイテム|已发送邮件|寄件備份|보낸 편지함
      """),
    "deleteditems": words(
      """
      Deleted Items|Trash|Gelöschte Elemente|Gelöschte Objekte|Éléments supprimés|Elementos eliminados|Posta eliminata
      Verwijderde items|Itens Excluídos|Itens Eliminados|Borttaget|Borttagna objekt|Slettet post|Slettede elementer
      Poistetut|Elementy usunięte|Odstraněná pošta|Odstránená pošta|Törölt elemek|Elemente șterse|Silinmiş Öğeler
      Διαγραμμένα|Удаленные|Удалённые|Видалені|العناصر المحذوفة|פריטים שנמחקו|削除済みアイテム|已删除邮件|刪除的郵件|지운 편지함
      """),
    "drafts": words(
      """
      Drafts|Entwürfe|Brouillons|Borradores|Bozze|Concepten|Rascunhos|Utkast|Kladder|Luonnokset|Wersje robocze|Koncepty
      Piszkozatok|Schițe|Taslaklar|Πρόχειρα|Черновики|Чернетки|المسودات|טיוטות|下書き|草稿|임시 보관함
      """),
    "calendar": words(
      """
      Calendar|Kalender|Calendrier|Calendario|Agenda|Calendário|Kalenteri|Kalendarz|Kalendář|Kalendár|Naptár|Takvim
      Ημερολόγιο|Календарь|Календар|التقويم|לוח שנה|予定表|日历|行事曆|일정
      """),
    "contacts": words(
      """
      Contacts|Kontakte|Contacten|Contactos|Contatti|Contactpersonen|Contatos|Kontakter|Kontaktpersoner|Yhteystiedot
      Kontakty|Névjegyek|Persoane de contact|Kişiler|Επαφές|Контакты|Контакти|جهات الاتصال|אנשי קשר|連絡先|联系人|連絡人|연락처
      """),
    "tasks": words(
      """
      Tasks|Aufgaben|Tâches|Tareas|Attività|Taken|Tarefas|Uppgifter|Opgaver|Oppgaver|Tehtävät|Zadania|Úkoly|Úlohy
      Feladatok|Activități|Görevler|Εργασίες|Задачи|Завдання|المهام|משימות|タスク|任务|工作|작업
      """),
    "notes": words(
      """
      Notes|Notizen|Notas|Note|Notities|Anteckningar|Noter|Notater|Muistilaput|Notatki|Poznámky|Feljegyzések|Notlar
      Σημειώσεις|Заметки|Нотатки|الملاحظات|הערות|メモ|便笺|記事|메모
      """),
    "journal": words(
      "Journal|Diario|Dagboek|Diário|Dziennik|Deník|Denník|Napló|Günlük|Ημερολόγιο χρονικού|Дневник|履歴|日记|日誌"),
    "junkemail": words(
      """
      Junk Email|Junk E-mail|Junk-E-Mail|Courrier indésirable|Correo no deseado|Posta indesiderata|Ongewenste e-mail
      Lixo Eletrônico|Lixo Eletrónico|Skräppost|Uønsket mail|Søppelpost|Roskaposti|Wiadomości-śmieci|Nevyžádaná pošta
      Nevyžiadaná pošta|Levélszemét|Önemsiz E-posta|Ανεπιθύμητη αλληλογραφία|Нежелательная почта|Небажана пошта
      البريد غير الهام|דואר זבל|迷惑メール|垃圾邮件|垃圾郵件|정크 메일
      """),
    "communicationhistory": words("Conversation History|Aufgezeichnete Unterhaltungen|Historique des conversations"),
    "voicemail": words("Voice Mail|Voicemail|Voicemails"), "fax": words("Fax|Faxes"),
    "syncissues": words("Sync Issues|Synchronisierungsprobleme|Problèmes de synchronisation"),
    "conflicts": words("Conflicts|Konflikte|Conflits"),
    "localfailures": words("Local Failures|Lokale Fehler|Échecs locaux"),
    "serverfailures": words("Server Failures|Serverfehler|Défaillances serveur"),
  ]

  static let all = names.values.reduce(into: Set<String>()) { $0.formUnion($1) }

  /// The folder that deleted items can be got back from, in no language but English.
  static let recoverable: Set<String> = ["recoverable items", "dumpster"]

  private static func words(_ text: String) -> Set<String> {
    Set(text.split { $0 == "|" || $0 == "\n" }.map { String($0).trimmed.lowercased() })
  }
}
