/// What each language's sentences are made of. Here are those written in Latin letters; see `Vocabulary.init` for the
/// signs in them.
let vocabularies: [Language: Vocabulary] = [
  .english: english, .german: german, .french: french, .swedish: swedish, .polish: polish, .greek: greek,
  .russian: russian, .arabic: arabic, .hebrew: hebrew, .japanese: japanese, .chinese: chinese, .hindi: hindi,
]

let english = Vocabulary(
  weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
  greetings: ["Hello @,", "Dear @,", "Hi @,", "Good morning @,"],
  closings: ["Kind regards", "Best wishes", "Many thanks", "Yours sincerely"],
  attribution: "On *, @ wrote:",
  [
    "The figures for @ came in on * and they are # percent above what we had planned.",
    "Could you look through the draft once more before * and mark whatever is still open?",
    "We moved the meeting about @ to *, because the room holds only # people.",
    "I have put the signed copy into the folder, together with the list of the # open points.",
    "Nothing has been decided yet, but the board wants to see a proposal by *.",
    "The supplier promises # pallets for *, which leaves us two days of reserve.",
    "As agreed, invoice # will be paid within thirty days.",
    "Please do not forward this to anyone outside the @ team for now.",
    "The test ran through without errors; only step # took longer than we thought.",
    "If * does not suit you, we can also talk about @ over the telephone.",
    "From my side that is all there is to say about it.",
    "The old contract ends in # weeks, so we should speak with the landlord soon.",
    "Thank you for the quick answer, that helped us a great deal.",
    "For @ we need two more people in the workshop until *.",
  ])

private let german = Vocabulary(
  weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"],
  greetings: ["Hallo @,", "Guten Tag @,", "Liebe/r @,"],
  closings: ["Mit freundlichen Grüßen", "Viele Grüße", "Schöne Grüße"],
  attribution: "Am * schrieb @:",
  [
    "Die Zahlen für @ sind am * eingetroffen und liegen # Prozent über der Planung.",
    "Könnten Sie den Entwurf bitte bis * noch einmal prüfen und offene Fragen vermerken?",
    "Wir haben die Besprechung zu @ auf * verlegt, weil der Raum nur # Plätze hat.",
    "Die unterschriebene Fassung liegt im Ordner, dazu die Liste mit den # offenen Punkten.",
    "Der Lieferant sagt # Paletten für * zu, damit bleiben uns zwei Tage Reserve.",
    "Wie besprochen wird die Rechnung # innerhalb von dreißig Tagen überwiesen.",
    "Bitte geben Sie das vorläufig nicht außerhalb der Gruppe @ weiter.",
    "Der Prüflauf war fehlerfrei, nur Schritt # dauerte länger als gedacht.",
    "Über die Größe der Fläche müssen wir mit dem Vermieter noch sprechen.",
    "Vielen Dank für die schnelle Rückmeldung, das hat uns sehr geholfen.",
    "Für @ brauchen wir bis * zwei weitere Leute in der Werkstatt.",
  ])

private let french = Vocabulary(
  weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi"],
  greetings: ["Bonjour @,", "Cher collègue @,", "Bonsoir @,"],
  closings: ["Bien cordialement", "Meilleures salutations", "À bientôt"],
  attribution: "Le *, @ a écrit :",
  [
    "Les chiffres de @ sont arrivés et dépassent de # pour cent ce qui était prévu.",
    "Pourriez-vous relire le projet avant * et noter ce qui reste à régler ?",
    "La réunion sur @ est déplacée à *, car la salle n'a que # places.",
    "La copie signée se trouve dans le dossier, avec la liste des # points ouverts.",
    "Rien n'est encore décidé, mais la direction attend une proposition pour *.",
    "Le fournisseur promet # palettes pour *, ce qui nous laisse deux jours de réserve.",
    "Comme convenu, la facture # sera réglée sous trente jours.",
    "Merci de ne pas transmettre ce message en dehors de l'équipe @.",
    "L'essai s'est déroulé sans erreur ; seule l'étape # a été plus longue que prévu.",
    "Merci pour votre réponse rapide, cela nous a beaucoup aidés.",
  ])

private let swedish = Vocabulary(
  weekdays: ["måndag", "tisdag", "onsdag", "torsdag", "fredag"],
  greetings: ["Hej @,", "Hejsan @,", "God morgon @,"],
  closings: ["Med vänliga hälsningar", "Hälsningar", "Allt gott"],
  attribution: "Den * skrev @:",
  [
    "Siffrorna för @ kom i * och ligger # procent över det vi hade planerat.",
    "Kan du läsa igenom utkastet före * och märka ut det som återstår?",
    "Vi har flyttat mötet om @ till *, eftersom rummet bara rymmer # personer.",
    "Den undertecknade kopian ligger i mappen tillsammans med listan över # öppna frågor.",
    "Inget är bestämt än, men styrelsen vill se ett förslag på *.",
    "Leverantören lovar # pallar till *, så vi har två dagar till godo.",
    "Faktura # betalas inom trettio dagar, som vi kom överens om.",
    "Skicka inte det här vidare utanför gruppen @ tills vidare.",
    "Tack för det snabba svaret, det hjälpte oss mycket.",
  ])

private let polish = Vocabulary(
  weekdays: ["poniedziałek", "wtorek", "środa", "czwartek", "piątek"],
  greetings: ["Dzień dobry @,", "Cześć @,", "Szanowna Pani, Szanowny Panie @,"],
  closings: ["Z poważaniem", "Pozdrawiam", "Serdeczne pozdrowienia"],
  attribution: "Dnia * @ napisał(a):",
  [
    "Dane dla @ już przyszły i są o # procent wyższe, niż planowaliśmy.",
    "Czy możesz jeszcze raz przejrzeć projekt i zaznaczyć, co zostało otwarte? Termin: *.",
    "Spotkanie w sprawie @ przełożyliśmy na inny dzień (*), bo sala mieści tylko # osób.",
    "Podpisana kopia leży w folderze razem z listą # otwartych punktów.",
    "Nic jeszcze nie postanowiono, ale zarząd chce zobaczyć propozycję. Najpóźniej: *.",
    "Dostawca obiecuje # palet, więc zostają nam dwa dni zapasu.",
    "Zgodnie z umową faktura # zostanie opłacona w ciągu trzydziestu dni.",
    "Proszę na razie nie przesyłać tego poza zespół @.",
    "Dziękuję za szybką odpowiedź, bardzo nam to pomogło.",
  ])
