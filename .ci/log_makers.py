"""Large logs for `.ci/benchmark-logs`, each with the variety of a real one. `LOGS` names them with their makers.

Run as a program (`log_makers.py KIND PATH BYTES`) it makes one: a child's peak memory starts from that of its parent.
"""
import csv, gzip, itertools, os, random, re, struct, sys, zlib

csv.field_size_limit(1 << 30)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORPUS = os.environ.get("MAILTRAIL_CORPUS") or os.path.join(ROOT, "..", "shared", "corpus")
SAMPLES = os.path.join(ROOT, "Samples")


def first_there(*paths):
    return next(path for path in paths if os.path.exists(path))


UAL_SOURCE = first_there(os.path.join(CORPUS, "logs", "ual", "tenant-spring-2021.csv.gz"),
                         os.path.join(SAMPLES, "rogue-app", "evidence", "logs", "unified-audit-2.csv"))
EVTX_SOURCE = os.path.join(SAMPLES, "proxylogon", "evidence", "logs", "ATE-EX01", "winevt", "Logs",
                           "MSExchange Management.evtx")
XML_SOURCE = os.path.join(SAMPLES, "proxylogon", "evidence", "logs", "audit", "MailboxAuditLog", "SearchResult.xml")


# Unified audit log: a real export, where it is at hand, again and again. Each repetition has ids of its own, so that
# nothing is a duplicate that was not one before.

def repeated(text, identity, out, size):
    """Writes `text` until there are `size` bytes, with other first digits in each `identity` (36 characters)."""
    pieces, ids = identity.split(text), [found.group(0)[-36:] for found in identity.finditer(text)]
    for number in itertools.count():
        parts = [pieces[0]]
        for place, one in enumerate(ids):
            parts += [pieces[2 * place + 1], f"{number:08x}{one[8:]}", pieces[2 * place + 2]]
        out.write("".join(parts))
        if out.tell() >= size:
            return


def make_ual_csv(path, size):
    opener = gzip.open if UAL_SOURCE.endswith(".gz") else open
    with opener(UAL_SOURCE, "rt", newline="", encoding="utf-8-sig") as file, \
            open(path, "w", newline="", encoding="utf-8") as out:
        out.write(file.readline())
        repeated(file.read(), re.compile(r'(""Id"":"")[0-9a-f-]{36}'), out, size)


def make_ual_json(path, size):
    opener = gzip.open if UAL_SOURCE.endswith(".gz") else open
    with opener(UAL_SOURCE, "rt", newline="", encoding="utf-8-sig") as file, open(path, "w", encoding="utf-8") as out:
        lines = [row["AuditData"] for row in csv.DictReader(file) if row["AuditData"]]
        repeated("\n".join(lines) + "\n", re.compile(r'("Id":")[0-9a-f-]{36}'), out, size)


# Logs of requests: 500 users, 2,000 addresses, 40 clients, a query of its own in every line.

PROXY = (
    "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,"
    "UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,"
    "ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,"
    "TargetServerVersion,RoutingType,RoutingHint,BackEndCookie,ServerLocatorHost,ServerLocatorLatency,RequestBytes,"
    "ResponseBytes,TargetOutstandingRequests,AuthModulePerfContext,HttpPipelineLatency,CalculateTargetBackEndLatency,"
    "GlsLatencyBreakup,TotalGlsLatency,AccountForestLatencyBreakup,TotalAccountForestLatency,"
    "ResourceForestLatencyBreakup,TotalResourceForestLatency,ADLatency,SharedCacheLatencyBreakup,"
    "TotalSharedCacheLatency,ActivityContextLifeTime,ModuleToHandlerSwitchingLatency,ClientReqStreamLatency,"
    "BackendReqInitLatency,BackendReqStreamLatency,BackendProcessingLatency,BackendRespInitLatency,"
    "BackendRespStreamLatency,ClientRespStreamLatency,KerberosAuthHeaderLatency,HandlerCompletionLatency,"
    "RequestHandlerLatency,HandlerToModuleSwitchingLatency,ProxyTime,CoreLatency,RoutingLatency,HttpProxyOverhead,"
    "TotalRequestTime,RouteRefresherLatency,UrlQuery,BackEndGenericInfo,GenericInfo,GenericErrors,EdgeTraceId,"
    "DatabaseGuid,UserADObjectGuid,PartitionEndpointLookupLatency,RoutingStatus").split(",")
IIS = ("date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
       "sc-status sc-substatus sc-win32-status time-taken").split()
PATHS = ["/mapi/emsmdb/", "/Microsoft-Server-ActiveSync/default.eas", "/owa/service.svc", "/EWS/Exchange.asmx",
         "/autodiscover/autodiscover.xml", "/ecp/DDI/DDIService.svc/GetList", "/rpc/rpcproxy.dll"]


def moment(number):
    day, rest = divmod(number // 25, 86400)
    return f"2021-03-{day % 28 + 1:02}", f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"


class Variety:
    def __init__(self):
        dice = self.dice = random.Random(5)
        self.users = [f"CONTOSO\\user.{n:03}" for n in range(500)]
        self.addresses = [f"198.51.{dice.randrange(256)}.{dice.randrange(256)}" for _ in range(2000)]
        self.agents = [f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML  like Gecko) Chrome/"
                       f"{80 + n}.0.{n * 37}.{n} Safari/537.36" for n in range(40)]

    def request(self):
        return f"{self.dice.getrandbits(32):08x}-0000-4000-8000-{self.dice.getrandbits(48):012x}"


def make_proxy(path, size):
    some, written, number = Variety(), 0, 0
    with open(path, "w", newline="") as out:
        out.write("#Software: Microsoft Exchange Server\r\n#Version: 15.01.2176.002\r\n#Log-type: HttpProxy Logs\r\n"
                  "#Date: 2021-03-01T00:00:00.000Z\r\n#Fields: " + ",".join(PROXY) + "\r\n")
        while written < size:
            day, time = moment(number)
            user, request = some.dice.randrange(500), some.request()
            row = dict.fromkeys(PROXY, "0")
            row |= {name: "" for name in PROXY if "Breakup" in name or name in (
                "Organization", "ErrorCode", "BackEndCookie", "ServerLocatorHost", "GenericErrors", "EdgeTraceId",
                "DatabaseGuid", "UserADObjectGuid", "AuthModulePerfContext", "ProtocolAction", "BackEndGenericInfo")}
            row |= {
                "DateTime": f"{day}T{time}.{number % 1000:03}Z", "RequestId": request, "MajorVersion": "15",
                "MinorVersion": "1", "BuildVersion": "2176", "RevisionVersion": "2", "ClientRequestId": request,
                "Protocol": "Mapi", "UrlHost": "mail.contoso.example", "UrlStem": PATHS[number % 7],
                "AuthenticationType": "Negotiate", "IsAuthenticated": "true", "AuthenticatedUser": some.users[user],
                "AnchorMailbox": f"Sid~S-1-5-21-1234567890-1234567890-1234567890-{1000 + user}",
                "UserAgent": some.agents[number % 40], "ClientIpAddress": some.dice.choice(some.addresses),
                "ServerHostName": "EX01", "HttpStatus": "200", "BackEndStatus": "200", "Method": "POST",
                "ProxyAction": "Proxy", "TargetServer": "ex01.contoso.example",
                "TargetServerVersion": "15.01.2176.000", "RoutingType": "IntraForest",
                "RoutingHint": "WindowsIdentity", "RequestBytes": str(number % 5000),
                "ResponseBytes": str(number % 90000), "TotalRequestTime": str(number % 700),
                "UrlQuery": f"?MailboxId={request}@contoso.example",
                "GenericInfo": f"BeginRequest={day}T{time}Z;CorrelationID=<empty>;ProxyState-Run=None;FEAuth=BEVersion-"
                               f"1942063232;BeginGetRequestStream={day}T{time}Z;OnRequestStreamReady={day}T{time}Z;"
                               f"BeginGetResponse={day}T{time}Z;OnResponseReady={day}T{time}Z;EndGetResponse={day}T"
                               f"{time}Z;ProxyState-Complete=ProxyResponseData;SharedCacheGuard=0;EndRequest={day}",
                "RoutingStatus": "CafeV1"}
            written += out.write(",".join(row.values()) + "\r\n")
            number += 1


def make_iis(path, size):
    some, written, number = Variety(), 0, 0
    with open(path, "w", newline="") as out:
        out.write("#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n"
                  "#Date: 2021-03-01 00:00:00\r\n#Fields: " + " ".join(IIS) + "\r\n")
        while written < size:
            day, time = moment(number)
            agent = some.agents[number % 40].replace(" ", "+")
            written += out.write(
                f"{day} {time} 10.0.0.1 POST {PATHS[number % 7]} &CorrelationID=<empty>;&cafeReqId={some.request()}; "
                f"443 {some.users[some.dice.randrange(500)]} {some.dice.choice(some.addresses)} {agent} - 200 0 0 "
                f"{number % 700}\r\n")
            number += 1


# Mailbox audit log: the events of a sample case's SearchResult.xml, each with a time of its own.

def make_mailbox_audit_xml(path, size):
    with open(XML_SOURCE, encoding="utf-8") as file:
        text = file.read()
    start, end = text.index("<Event"), text.rindex("</Event>") + len("</Event>")
    times = re.compile(r'(LastAccessed=")[^"]*')
    pieces = times.split(text[start:end])
    with open(path, "w", encoding="utf-8") as out:
        out.write(text[:start])
        seconds = 0
        while out.tell() < size:
            parts = [pieces[0]]
            for place in range(1, len(pieces), 2):
                day, rest = divmod(seconds, 86400)
                date = f"{2015 + day // 336:04}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}"
                time = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}+00:00"
                parts += [pieces[place], f"{date}T{time}", pieces[place + 1]]
                seconds += 1
            out.write("".join(parts))
        out.write(text[end:])


# Windows event log: the records of a sample case's chunk, with record ids of their own and right checksums.

CHUNK, HEADER = 65536, 512


def records(chunk):
    """Where the records of a chunk stand: start, end."""
    end = struct.unpack_from("<I", chunk, 48)[0]
    position, found = HEADER, []
    while position + 28 <= end and chunk[position:position + 4] == b"\x2a\x2a\0\0":
        size = struct.unpack_from("<I", chunk, position + 4)[0]
        found.append((position, position + size))
        position += size
    return found


def identity(chunk, number, start, end):
    """Where the id stands among a record's values: behind its time, and an activity's GUID, process and thread if any."""
    wanted, at = struct.pack("<Q", number), start
    while (at := chunk.find(wanted, at, end)) >= 0:
        for time in (at - 8, at - 16, at - 24, at - 32):
            if time > start and chunk[time + 7] == 1 and 0xC0 <= chunk[time + 6] <= 0xDF:
                return at
        at += 1
    sys.exit(f"event {number} is not found: without ids of their own all its repetitions would be one event")


def make_evtx(path, size):
    with open(EVTX_SOURCE, "rb") as file:
        data = file.read()
    head, template = bytearray(data[:4096]), bytearray(data[4096:4096 + CHUNK])
    used = struct.unpack_from("<I", template, 48)[0]
    places = records(template)
    # An id stands in the record's frame and another among its values, as 64 bits.
    inner = [identity(bytes(template), struct.unpack_from("<Q", template, start + 8)[0], start + 24, end)
             for start, end in places]
    count, number = max(1, size // CHUNK), 1
    with open(path, "wb") as out:
        struct.pack_into("<QQQ", head, 8, 0, count - 1, count * len(places) + 1)
        struct.pack_into("<H", head, 42, count & 0xFFFF)
        struct.pack_into("<I", head, 120, 0)
        struct.pack_into("<I", head, 124, zlib.crc32(bytes(head[:120])))
        out.write(head)
        for _ in range(count):
            first = number
            for (start, _), at in zip(places, inner):
                struct.pack_into("<Q", template, start + 8, number)
                struct.pack_into("<Q", template, at, number)
                number += 1
            struct.pack_into("<QQQQ", template, 8, first, number - 1, first, number - 1)
            struct.pack_into("<I", template, 44, places[-1][0])
            struct.pack_into("<I", template, 52, zlib.crc32(bytes(template[HEADER:used])))
            struct.pack_into("<I", template, 124, zlib.crc32(bytes(template[:120] + template[128:HEADER])))
            out.write(template)


LOGS = {
    "ual_csv": make_ual_csv, "ual_json": make_ual_json, "http_proxy": make_proxy, "iis": make_iis,
    "mailbox_audit_xml": make_mailbox_audit_xml, "evtx": make_evtx,
}

if __name__ == "__main__":
    LOGS[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
