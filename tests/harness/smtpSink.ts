import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.ts";

interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  /** Whether it came over TLS, and as whom. */
  readonly secure: boolean;
  readonly user: string | null;
}

export interface SmtpSink {
  readonly port: number;
  readonly mails: readonly SunkMail[];
  /** Answers a command of that word (`RCPT`, `DATA`, `.` for the end of a mail) once with that line; `cut` ends the connection, `silence` says nothing. */
  answerNext(word: string, line: string): void;
  close(): Promise<void>;
}

/** As much of an SMTP server as a client needs: STARTTLS or TLS from the start with a certificate, AUTH PLAIN for one password. */
export async function startSmtpSink(
  options: { readonly certificate?: Certificate; readonly tlsFromStart?: boolean; readonly password?: string } = {},
): Promise<SmtpSink> {
  const { certificate, tlsFromStart = false, password } = options;
  const mails: SunkMail[] = [];
  const answers = new Map<string, string[]>();
  const sockets = new Set<Socket>();

  function serve(plain: Socket): void {
    let socket: Socket = plain;
    let from = "";
    let to: string[] = [];
    let user: string | null = null;
    let data: string | null = null;
    let rest = "";
    const say = (line: string) => socket.write(`${line}\r\n`);

    function read(chunk: Buffer): void {
      rest += chunk.toString("utf8");
      for (;;) {
        const end = rest.indexOf("\r\n");
        if (end === -1) return;
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data === null) command(line);
        else if (line === ".") endOfMail();
        else data += `${line.replace(/^\./, "")}\n`;
      }
    }

    /** True when this answer was ordered. */
    function ordered(word: string): boolean {
      const answer = answers.get(word)?.shift();
      if (answer === undefined) return false;
      if (answer === "cut") socket.destroy();
      else if (answer !== "silence") say(answer);
      return true;
    }

    function endOfMail(): void {
      const text = data ?? "";
      data = null;
      if (ordered(".")) return;
      mails.push({ from, to, text, secure: socket instanceof TLSSocket, user });
      say("250 2.0.0 taken");
    }

    function command(line: string): unknown {
      const word = line.split(" ")[0]?.toUpperCase() ?? "";
      if (ordered(word)) return;
      switch (word) {
        case "EHLO": {
          say("250-sink");
          if (certificate && !(socket instanceof TLSSocket)) say("250-STARTTLS");
          if (password !== undefined) say("250-AUTH PLAIN");
          return say("250 8BITMIME");
        }
        case "STARTTLS": {
          say("220 go on");
          plain.removeListener("data", read);
          const secure = new TLSSocket(plain, { isServer: true, cert: certificate?.cert, key: certificate?.key });
          secure.on("error", () => plain.destroy());
          secure.on("data", read);
          socket = secure;
          return secure;
        }
        case "AUTH": {
          const [, name = "", given = ""] = Buffer.from(line.split(" ")[2] ?? "", "base64")
            .toString()
            .split("\0");
          if (given !== password) return say("535 5.7.8 wrong name or password");
          user = name;
          return say("235 2.7.0 welcome");
        }
        case "MAIL":
          from = addressIn(line);
          to = [];
          return say("250 2.1.0 ok");
        case "RCPT":
          to.push(addressIn(line));
          return say("250 2.1.5 ok");
        case "DATA":
          data = "";
          return say("354 end with a dot");
        case "QUIT":
          say("221 bye");
          return socket.end();
        default:
          return say("502 5.5.1 not known here");
      }
    }

    sockets.add(plain);
    plain.on("close", () => sockets.delete(plain));
    plain.on("error", () => {});
    plain.on("data", read);
    if (!ordered("CONNECT")) say("220 sink ESMTP");
  }

  const server =
    tlsFromStart && certificate
      ? createTlsServer({ cert: certificate.cert, key: certificate.key }, serve)
      : createServer(serve);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    answerNext: (word, line) => answers.set(word, [...(answers.get(word) ?? []), line]),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? "";
}
