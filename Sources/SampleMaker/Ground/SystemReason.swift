import Glibc

/// What the system said of the last call that failed, and what to do about it.
func systemReason() -> String {
  let code = errno
  let reason = String(cString: strerror(code))
  return [ENOSPC, EDQUOT, EFBIG].contains(code) ? reason + "; make room or name a folder on another disk" : reason
}
