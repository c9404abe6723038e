/// What subjects and names of enclosures are made of in one language. In `openings`, `meetings` and `notices` stands `%`
/// for a matter and `#` for a number.
struct SubjectWords: Sendable {
  let reply, forward, undeliverable, scan: String
  let matters, openings, meetings, newsletters, notices, tasks, documents: [String]

  /// One a language, in the order of `Language.allCases`.
  static let all: [SubjectWords] = Language.allCases.map { SubjectWords($0.subjectWords) }

  private init(_ text: String) {
    let lines = text.split(separator: "\n").map { line in line.split(separator: "|").map(String.init) }
    (reply, forward, undeliverable, scan) = (lines[0][0], lines[0][1], lines[0][2], lines[0][3])
    (matters, openings, meetings, newsletters) = (lines[1], lines[2], lines[3], lines[4])
    (notices, tasks, documents) = (lines[5], lines[6], lines[7])
  }

  /// A template with its matter and number set in.
  static func fill(_ template: String, matter: String, number: Int) -> String {
    var text = ""
    for scalar in template.unicodeScalars {
      switch scalar {
      case "%": text += matter
      case "#": text += String(number)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Language {
  /// Eight lines: prefixes with undeliverable and scan, matters, openings, meetings, newsletters, notices, tasks,
  /// documents.
  fileprivate var subjectWords: String {
    switch self {
    case .english:
      """
      Re: |FW: |Undeliverable: |Message from the copier, floor #
      the spring offer|pump housing drawings|delivery to Harbour Street|budget for next year|the test bench|safety training|price list|the lease|spare parts|visit of the auditors|holiday cover|the valve contract
      Question about %|%|Draft: %|Order # – %|%: next steps|Urgent: %|Minutes of Monday: %|Thanks for your help with %|Invoice # (%)|Fwd by phone: %
      Weekly round|Review: %|Call about %|Lunch with the new colleagues|Interview, candidate #
      The workshop letter, issue #|Ten ideas for quieter machines 🔧|Autumn sale ends tonight|Your industry briefing for week #
      Ticket # was updated|Your parcel # is on its way|Statement of account #|Password expires in # days|Backup job # finished with warnings
      Check %|Order toner|Prepare % for the board|Call back, extension #
      Offer|Drawing|Invoice|Minutes|Price list|Contract|Photo|Report
      """
    case .german:
      """
      AW: |WG: |Unzustellbar: |Nachricht vom Kopierer, Etage #
      Frühjahrsangebot|Zeichnungen Pumpengehäuse|Lieferung Hafenstraße|Haushalt nächstes Jahr|Prüfstand|Sicherheitsunterweisung|Preisliste|Mietvertrag Lagerhalle|Ersatzteile|Besuch der Prüfer|Urlaubsvertretung|Rahmenvertrag Ventile
      Rückfrage: %|%|Entwurf: %|Bestellung # – %|%: nächste Schritte|Eilt: %|Protokoll Montag: %|Danke für die Unterstützung: %|Rechnung # (%)
      Wochenrunde|Durchsicht: %|Telefonat: %|Mittagessen mit den Neuen|Vorstellungsgespräch, Bewerbung #
      Werkstattbrief Nr. #|Zehn Ideen für leisere Maschinen 🔧|Herbstaktion endet heute|Ihr Branchenüberblick, Woche #
      Vorgang # wurde aktualisiert|Ihr Paket # ist unterwegs|Kontoauszug #|Kennwort läuft in # Tagen ab
      % prüfen|Toner bestellen|% für den Vorstand vorbereiten|Rückruf, Durchwahl #
      Angebot|Zeichnung|Rechnung|Protokoll|Preisübersicht|Vertrag|Foto|Bericht für Müller & Söhne
      """
    case .french:
      """
      RE: |TR: |Non remis : |Message du copieur, étage #
      l’offre de printemps|plans du corps de pompe|livraison rue du Port|budget de l’année prochaine|banc d’essai|formation sécurité|tarifs|bail de l’entrepôt|pièces détachées|visite des auditeurs|remplacement d’été
      Question : %|%|Brouillon : %|Commande n° # – %|% : prochaines étapes|Urgent : %|Compte rendu de lundi : %|Merci pour votre aide : %|Facture n° # (%)
      Réunion hebdomadaire|Relecture : %|Appel : %|Déjeuner avec les nouveaux collègues
      La lettre de l’atelier n° #|Dix idées pour des machines plus silencieuses 🔧|Dernier jour des soldes d’été
      Le dossier # a été mis à jour|Votre colis # est en route|Relevé de compte n° #|Mot de passe : # jours restants
      Vérifier : %|Commander du toner|Préparer % pour la direction
      Devis|Plan|Facture|Compte rendu|Tarif été|Contrat|Photo|Résumé
      """
    case .swedish:
      """
      SV: |VB: |Kunde inte levereras: |Meddelande från kopiatorn, våning #
      våroffert|ritningar pumphus|leverans Hamngatan|nästa års budget|provbänken|skyddsutbildning|prislista|hyresavtal lager|reservdelar|revisorernas besök|semestervikariat
      Fråga: %|%|Utkast: %|Beställning # – %|%: nästa steg|Brådskande: %|Anteckningar från måndag: %|Tack för hjälpen med %|Faktura # (%)
      Veckomöte|Genomgång: %|Samtal om %|Lunch med de nya
      Verkstadsbrevet nr #|Tio idéer för tystare maskiner 🔧|Höstrean slutar i kväll
      Ärende # har uppdaterats|Ditt paket # är på väg|Kontoutdrag #|Lösenordet går ut om # dagar
      Kontrollera %|Beställ toner|Förbered % till styrelsen
      Offert|Ritning|Faktura|Protokoll|Prislista för återförsäljare|Avtal|Foto
      """
    case .polish:
      """
      Odp: |PD: |Niedostarczone: |Wiadomość z kopiarki, piętro #
      oferta wiosenna|rysunki obudowy pompy|dostawa na ulicę Portową|budżet na przyszły rok|stanowisko badawcze|szkolenie BHP|cennik|umowa najmu magazynu|części zamienne|wizyta audytorów|zastępstwo urlopowe
      Pytanie: %|%|Projekt: %|Zamówienie # – %|%: następne kroki|Pilne: %|Notatka z poniedziałku: %|Dziękuję za pomoc: %|Faktura # (%)
      Spotkanie tygodniowe|Przegląd: %|Rozmowa: %|Obiad z nowymi kolegami
      List z warsztatu nr #|Dziesięć pomysłów na cichsze maszyny 🔧|Jesienna wyprzedaż kończy się dziś
      Zgłoszenie # zostało zaktualizowane|Twoja paczka # jest w drodze|Wyciąg z konta #
      Sprawdzić: %|Zamówić toner|Przygotować % dla zarządu
      Oferta|Rysunek|Faktura|Protokół|Cennik|Umowa|Zdjęcie
      """
    case .greek:
      """
      ΑΠ: |ΠΡΘ: |Δεν παραδόθηκε: |Μήνυμα από το φωτοτυπικό, όροφος #
      η ανοιξιάτικη προσφορά|σχέδια αντλίας|παράδοση στην οδό Λιμένος|ο προϋπολογισμός|η μονάδα δοκιμών|εκπαίδευση ασφάλειας|τιμοκατάλογος|ανταλλακτικά|επίσκεψη ελεγκτών
      Ερώτηση: %|%|Σχέδιο: %|Παραγγελία # – %|%: επόμενα βήματα|Επείγον: %|Πρακτικά Δευτέρας: %|Τιμολόγιο # (%)
      Εβδομαδιαία συνάντηση|Έλεγχος: %|Τηλεδιάσκεψη: %
      Τα νέα του εργαστηρίου, τεύχος #|Δέκα ιδέες για πιο ήσυχες μηχανές 🔧
      Το αίτημα # ενημερώθηκε|Το δέμα # είναι καθ’ οδόν|Κίνηση λογαριασμού #
      Έλεγχος: %|Παραγγελία τόνερ
      Προσφορά|Σχέδιο|Τιμολόγιο|Πρακτικά|Τιμοκατάλογος|Σύμβαση
      """
    case .russian:
      """
      RE: |FW: |Не доставлено: |Сообщение от копира, этаж #
      весеннее предложение|чертежи корпуса насоса|поставка на Портовую улицу|бюджет на следующий год|испытательный стенд|инструктаж по безопасности|прайс-лист|аренда склада|запасные части|визит аудиторов
      Вопрос: %|%|Черновик: %|Заказ № # – %|%: дальнейшие шаги|Срочно: %|Протокол понедельника: %|Спасибо за помощь: %|Счёт № # (%)
      Еженедельная встреча|Обзор: %|Звонок: %|Обед с новыми коллегами
      Письмо из мастерской № #|Десять идей для тихих машин 🔧
      Заявка # обновлена|Ваша посылка # в пути|Выписка по счёту #
      Проверить: %|Заказать тонер
      Предложение|Чертёж|Счёт|Протокол|Прайс-лист|Договор
      """
    case .arabic:
      """
      رد: |إعادة توجيه: |تعذر التسليم: |رسالة من آلة النسخ، الطابق #
      عرض الربيع|رسومات المضخة|التسليم إلى شارع الميناء|ميزانية العام القادم|منصة الاختبار|تدريب السلامة|قائمة الأسعار|قطع الغيار|زيارة المدققين
      سؤال: %|%|مسودة: %|طلب رقم # – %|%: الخطوات التالية|عاجل: %|محضر الاثنين: %|فاتورة رقم # (%)
      الاجتماع الأسبوعي|مراجعة: %|مكالمة: %
      رسالة الورشة، العدد #|عشر أفكار لآلات أهدأ 🔧
      تم تحديث الطلب #|الطرد # في الطريق|كشف حساب #
      تدقيق: %|طلب حبر الطابعة
      عرض|رسم|فاتورة|محضر|قائمة الأسعار|عقد
      """
    case .hebrew:
      """
      תשובה: |הועבר: |לא נמסר: |הודעה ממכונת הצילום, קומה #
      הצעת האביב|שרטוטי המשאבה|משלוח לרחוב הנמל|תקציב השנה הבאה|עמדת הבדיקה|הדרכת בטיחות|מחירון|חלקי חילוף|ביקור המבקרים
      שאלה: %|%|טיוטה: %|הזמנה # – %|%: הצעדים הבאים|דחוף: %|סיכום יום שני: %|חשבונית # (%)
      פגישה שבועית|סקירה: %|שיחה: %
      מכתב הסדנה, גיליון #|עשרה רעיונות למכונות שקטות 🔧
      פנייה # עודכנה|החבילה # בדרך אליך|דף חשבון #
      לבדוק: %|להזמין טונר
      הצעה|שרטוט|חשבונית|פרוטוקול|מחירון|חוזה
      """
    case .japanese:
      """
      Re: |FW: |配信不能: |複合機からのメッセージ（#階）
      春の見積もり|ポンプ筐体の図面|港町への納品|来年度予算|試験装置|安全講習|価格表|倉庫の賃貸契約|交換部品|監査の訪問
      【質問】%|%|下書き：%|注文 #：%|%の今後について|【至急】%|月曜会議の議事録：%|請求書 #（%）|お礼：%
      週例会議|レビュー：%|電話会議：%
      工房だより 第#号|静かな機械のための十の工夫 🔧
      チケット # が更新されました|お荷物 # を発送しました|口座明細 #
      確認：%|トナーを注文する
      見積書|図面|請求書|議事録|価格表|契約書
      """
    case .chinese:
      """
      回复: |转发: |无法送达: |复印机消息（#楼）
      春季报价|泵体图纸|港口路交货|明年预算|试验台|安全培训|价格表|仓库租约|备件|审计来访
      问题：%|%|草稿：%|订单 #：%|%：下一步|紧急：%|周一会议纪要：%|发票 #（%）
      每周例会|评审：%|电话会议：%
      车间通讯 第#期|让机器更安静的十个办法 🔧
      工单 # 已更新|您的包裹 # 已发出|对账单 #
      检查：%|订购墨粉
      报价单|图纸|发票|会议纪要|价格表|合同
      """
    case .hindi:
      """
      Re: |FW: |वितरित नहीं हुआ: |कॉपियर से संदेश, तल #
      वसंत प्रस्ताव|पंप के चित्र|बंदरगाह मार्ग पर डिलीवरी|अगले वर्ष का बजट|परीक्षण मंच|सुरक्षा प्रशिक्षण|मूल्य सूची|पुर्जे|लेखा परीक्षकों का दौरा
      प्रश्न: %|%|मसौदा: %|ऑर्डर # – %|%: अगले कदम|अत्यावश्यक: %|सोमवार का कार्यवृत्त: %|चालान # (%)
      साप्ताहिक बैठक|समीक्षा: %|फ़ोन वार्ता: %
      कार्यशाला पत्र, अंक #|शांत मशीनों के दस उपाय 🔧
      टिकट # अद्यतन हुआ|आपका पार्सल # रास्ते में है|खाता विवरण #
      जाँच: %|टोनर मँगवाएँ
      प्रस्ताव|चित्र|चालान|कार्यवृत्त|मूल्य सूची|अनुबंध
      """
    }
  }
}
