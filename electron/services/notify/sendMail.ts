import MailComposer from "nodemailer/lib/mail-composer";
import SmtpConnection from "nodemailer/lib/smtp-connection";
import { type CancelSignal, cancelled, throwIfCancelled } from "../../../shared/base/cancel.ts";
import { errorText } from "../../../shared/base/errors.ts";
import { groupId, linesOf, type NotifyMessage, textOf, titleOf } from "../../../shared/domain/notify/message.ts";
import type { HttpTls } from "../../../shared/domain/workspace/httpAccess.ts";
import type { NotifyChannelOf } from "../../../shared/domain/workspace/notifyChannel.ts";
import type { TlsTrust } from "../http/types.ts";
import type { OpenSecrets } from "./openSecrets.ts";
import type { Outcome } from "./types.ts";

export interface MailTools {
  readonly secrets: OpenSecrets;
  /** Reads the certificate files that the workspace names. */
  readonly readTrust: (tls: HttpTls) => Promise<TlsTrust>;
  /** How long the server may be silent. */
  readonly timeoutMs: number;
  readonly signal: CancelSignal;
}

/** Before `sending` nothing of the message has left. */
type Stage = "connecting" | "signing in" | "sending";

/** One message by SMTP, over a connection of its own. Rejects with CANCELLED, and as `secrets.read` and `readTrust` do. */
export async function sendMail(
  channel: NotifyChannelOf<"email">,
  message: NotifyMessage,
  { secrets, readTrust, timeoutMs, signal }: MailTools,
): Promise<Outcome> {
  const { host, port, security, user, password, from, to, tls } = channel;
  const pass = password === undefined ? null : await secrets.read(password);
  const { ca, serverName } = await readTrust({ ca: tls?.ca, serverName: tls?.serverName });
  const mail = await mailOf(channel, message);
  throwIfCancelled(signal);
  const connection = new SmtpConnection({
    ...{ host, port, secure: security === "tls", requireTLS: security === "starttls", ignoreTLS: security === "none" },
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, dnsTimeout: timeoutMs, socketTimeout: timeoutMs },
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  let stage: Stage = "connecting";
  const onAbort = () => connection.close();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await step(connection, (done) => connection.connect(done));
    if (user !== undefined && pass !== null) {
      stage = "signing in";
      await step(connection, (done) => connection.login({ credentials: { user, pass } }, done));
    }
    stage = "sending";
    const refused = await new Promise<readonly string[]>((resolve, reject) => {
      connection.once("error", reject);
      connection.once("end", () => reject(new Error("the server ended the connection")));
      connection.send({ from, to }, mail, (error, info) => (error ? reject(error) : resolve(info?.rejected ?? [])));
    });
    connection.quit();
    return { kind: "delivered", reason: refused.length === 0 ? null : `Not taken for ${refused.join(", ")}` };
  } catch (error) {
    connection.close();
    if (signal.aborted && stage !== "sending") throw cancelled(signal);
    return failureOf(error, stage);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** The connection may also end by itself, in which case it calls nobody back. */
function step(connection: SmtpConnection, begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error("the server ended the connection"));
    connection.once("error", reject);
    connection.once("end", ended);
    begin((error) => {
      connection.off("error", reject);
      connection.off("end", ended);
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Messages of one group answer each other, so that mail programs show them as one thread. */
function mailOf({ from, to }: NotifyChannelOf<"email">, message: NotifyMessage): Promise<Buffer> {
  const thread = `<${groupId(message)}@midwatch>`;
  const lines = message.total === 1 ? [] : ["", ...linesOf(message)];
  return new MailComposer({
    ...{ from, to, subject: titleOf(message), text: [textOf(message), ...lines].join("\n") },
    messageId: `<${groupId(message)}.${message.kind}.${Math.round(message.atMs)}@midwatch>`,
    ...{ inReplyTo: thread, references: thread },
    date: new Date(message.atMs),
    headers: { "Auto-Submitted": "auto-generated" },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
    .compile()
    .build();
}

/** SMTP's own codes say what may pass: 4xx. Without one it is the connection, and then the stage decides. */
function failureOf(error: unknown, stage: Stage): Outcome {
  const reason = `While ${stage}: ${errorText(error)}`;
  const { responseCode, code } = error as { readonly responseCode?: unknown; readonly code?: unknown };
  if (typeof responseCode === "number" && responseCode >= 400) {
    return responseCode < 500 ? { kind: "retry", reason, waitMs: null } : { kind: "refused", reason };
  }
  if (stage === "sending") return { kind: "unsure", reason };
  const isTrust = code === "ETLS" || /certificate/i.test(errorText(error));
  return isTrust || code === "EAUTH" || code === "ENOAUTH"
    ? { kind: "refused", reason }
    : { kind: "retry", reason, waitMs: null };
}
