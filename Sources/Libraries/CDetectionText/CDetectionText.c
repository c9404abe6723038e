#include "CDetectionText.h"

// Every question the tool asks, one line each, in the order of its findings; its name and the rest stand in the file.
// The compiler records the files, so a change rebuilds.
static const unsigned char text[] = {
#embed "../../Detections/SQL/mailbox-bulk-access.sql" suffix(, 0, )
#embed "../../Detections/SQL/application-many-mailboxes.sql" suffix(, 0, )
#embed "../../Detections/SQL/established-application-many-mailboxes.sql" suffix(, 0, )
#embed "../../Detections/SQL/account-many-mailboxes.sql" suffix(, 0, )
#embed "../../Detections/SQL/mailbox-forwarding-outside.sql" suffix(, 0, )
#embed "../../Detections/SQL/inbox-rule-forwarding-outside.sql" suffix(, 0, )
#embed "../../Detections/SQL/transport-rule-copy-outside.sql" suffix(, 0, )
#embed "../../Detections/SQL/forwarding-recipient-unresolved.sql" suffix(, 0, )
#embed "../../Detections/SQL/audit-bypass-association.sql" suffix(, 0, )
#embed "../../Detections/SQL/audit-logging-disabled.sql" suffix(, 0, )
#embed "../../Detections/SQL/mailbox-audit-reduced.sql" suffix(, 0, )
#embed "../../Detections/SQL/audit-licence-disabled.sql" suffix(, 0, )
#embed "../../Detections/SQL/application-impersonation-granted.sql" suffix(, 0, )
#embed "../../Detections/SQL/mailbox-full-access-granted.sql" suffix(, 0, )
#embed "../../Detections/SQL/folder-read-granted-to-everyone.sql" suffix(, 0, )
#embed "../../Detections/SQL/application-mail-right-granted.sql" suffix(, 0, )
#embed "../../Detections/SQL/refused-mail-change.sql" suffix(, 0, )
};

const unsigned char *detection_text(void) { return text; }

size_t detection_text_length(void) { return sizeof text; }
