import type { ErrorCode } from "../../../shared/base/errors.ts";

const advice: Readonly<Partial<Record<ErrorCode, string>>> = {
  SSH_CONFIG: "Correct the SSH configuration at the place named, and check it with ssh -G HOST.",
  SSH_UNREACHABLE: "Check the address, the route and the jump hosts, then firewalls between here and there.",
  SSH_REFUSED: "The machine answers but nothing listens on that port: check Port and that sshd runs.",
  SSH_TIMEOUT: "Nothing answered in time: a firewall that drops, or a host that is down.",
  SSH_HANDSHAKE:
    "Client and server have no algorithm in common, or what listens there is no SSH server. Compare ssh -v HOST.",
  SSH_HOST_KEY_UNKNOWN:
    "Compare the fingerprint with one from a source you trust, then accept the key in Midwatch or connect once with ssh HOST.",
  SSH_HOST_KEY_CHANGED:
    "Ask who reinstalled the host before you do anything. If it is explained, remove the line that is named above from its file, and connect again.",
  SSH_HOST_KEY_REVOKED: "Your known hosts revoke this key. Do not connect; ask who revoked it.",
  SSH_AUTH_FAILED:
    "Check user, key and agent (ssh-add -l). Run this in a terminal to be asked for passphrases and codes. It is not retried: servers lock accounts.",
  SSH_CHANNEL_REFUSED:
    "The server allows fewer sessions on a connection than Midwatch needs: see MaxSessions in its sshd_config.",
  SSH_FORWARD_REFUSED:
    "The jump host does not forward there: see AllowTcpForwarding and PermitOpen in its sshd_config.",
  SSH_CLOSED: "The server closed the connection. Its log says why.",
  CANCELLED: "It was interrupted.",
};

export function adviceForFailure(code: ErrorCode): string {
  return advice[code] ?? "Try again with ssh -v HOST and compare.";
}
