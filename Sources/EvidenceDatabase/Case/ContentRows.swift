/// Indicators and derived tables, free of ids; `mailbox_key` and `finding_key` name what an id stands for. The content
/// hash takes them in this order.
let conclusionRows = mailboxRows + sessionRows + exposureRows + actRows + findingRows + exportRows
