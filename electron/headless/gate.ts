import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "../../shared/base/clock.ts";
import type { Caller } from "../../shared/contract/caller.ts";
import { RefusalBudget } from "../../shared/contract/refusalBudget.ts";
import type { AccessList } from "../services/access/types.ts";

/** `throttled` is a wrong token among too many. A right one is never throttled: any web page can send wrong ones. */
export type Refusal = "missing" | "wrong" | "throttled";
export type Verdict =
  | { readonly kind: "ok"; readonly token: string; readonly caller: Caller }
  | { readonly kind: Refusal };

const wrongBurst = 10;
const wrongPerSecond = 0.2;

/** Decides who may in. Host and Origin are checked first and apart: they tell where a request was made, not by whom. */
export interface Gate {
  /** Of the token in the address. */
  checkToken(token: string): Verdict;
  /** Of the cookie, or `Authorization: Bearer`. */
  checkHeaders(headers: IncomingHttpHeaders): Verdict;
  /** `Set-Cookie` for a browser that showed a token. */
  cookieOf(token: string): string;
}

/** `port` is in the cookie's name, since cookies are shared by all ports of a host. */
export function createGate(access: Pick<AccessList, "callerOf">, port: number, clock: Clock): Gate {
  const cookieName = `midwatch_${port}`;
  const budget = new RefusalBudget(clock, wrongBurst, wrongPerSecond);

  const checkToken = (given: string): Verdict => {
    const caller = access.callerOf(given);
    if (caller) return { kind: "ok", token: given, caller };
    return { kind: budget.take() ? "wrong" : "throttled" };
  };

  return {
    checkToken,
    checkHeaders({ authorization, cookie }) {
      const given = bearer(authorization) ?? cookieValue(cookie, cookieName);
      return given === null ? { kind: "missing" } : checkToken(given);
    },
    cookieOf: (token) => `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

function bearer(header: string | undefined): string | null {
  return /^Bearer ([\w-]+)$/i.exec(header ?? "")?.[1] ?? null;
}

function cookieValue(header: string | undefined, name: string): string | null {
  const pair = header?.split(";").find((part) => part.trim().startsWith(`${name}=`));
  return pair === undefined ? null : pair.trim().slice(name.length + 1);
}
