import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "../../shared/base/clock.ts";
import { RefusalBudget } from "../../shared/contract/refusalBudget.ts";

/** `throttled` is a wrong token among too many. A right one is never throttled: any web page can send wrong ones. */
export type Verdict = "ok" | "missing" | "wrong" | "throttled";

const wrongBurst = 10;
const wrongPerSecond = 0.2;

/** Decides who may in. Host and Origin are checked first and apart: they tell where a request was made, not by whom. */
export interface Gate {
  /** Of the token in the address. */
  checkToken(token: string): Verdict;
  /** Of the cookie, or `Authorization: Bearer`. */
  checkHeaders(headers: IncomingHttpHeaders): Verdict;
  /** `Set-Cookie` for a browser that showed the token. */
  readonly cookie: string;
}

/** `port` is in the cookie's name, since cookies are shared by all ports of a host. */
export function createGate(token: string, port: number, clock: Clock): Gate {
  const cookieName = `midwatch_${port}`;
  const expected = digest(token);
  const budget = new RefusalBudget(clock, wrongBurst, wrongPerSecond);

  const checkToken = (given: string): Verdict => {
    if (timingSafeEqual(digest(given), expected)) return "ok";
    return budget.take() ? "wrong" : "throttled";
  };

  return {
    checkToken,
    checkHeaders({ authorization, cookie }) {
      const given = bearer(authorization) ?? cookieValue(cookie, cookieName);
      return given === null ? "missing" : checkToken(given);
    },
    cookie: `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

/** Digests have one length, so that comparing takes the same time whatever was given. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function bearer(header: string | undefined): string | null {
  return /^Bearer ([\w-]+)$/i.exec(header ?? "")?.[1] ?? null;
}

function cookieValue(header: string | undefined, name: string): string | null {
  const pair = header?.split(";").find((part) => part.trim().startsWith(`${name}=`));
  return pair === undefined ? null : pair.trim().slice(name.length + 1);
}
