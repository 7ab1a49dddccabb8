import { MidwatchError } from "../../../../shared/base/errors.ts";
import { sameMatchers } from "../../../../shared/domain/alerts/silence.ts";
import { matchersProblem } from "../../../../shared/domain/alerts/silenceTest.ts";
import type { SilenceDraft } from "../types.ts";
import type { AlertmanagerApi } from "./createAlertmanagerApi.ts";
import { matcherFromWire, matcherToWire, type WireSilence } from "./wire.ts";

/**
 * Saves a silence and returns the id it has now. Alertmanager keeps an id only where the matchers and the start are those it
 * has: so the silence is asked for first, and its own start sent. CONFLICT for one that has ended meanwhile: whoever changes
 * it does not mean to make another. One whose matchers change is replaced, and it is seen to that the old one does not go on
 * beside the new one.
 */
export async function saveSilence(api: AlertmanagerApi, draft: SilenceDraft, nowMs: number): Promise<string> {
  const known = draft.id === null ? null : await liveSilence(api, draft.id);
  const problem =
    matchersProblem(draft.matchers) ?? (draft.endsAtMs <= nowMs ? "A silence must end in the future" : null);
  if (problem !== null) throw new MidwatchError("BAD_REQUEST", `${problem}. Nothing was silenced`);
  const isSame = known !== null && sameMatchers(known.matchers.map(matcherFromWire), draft.matchers);
  const id = await api.saveSilence({
    ...(known ? { id: known.id } : {}),
    matchers: draft.matchers.map(matcherToWire),
    startsAtMs: isSame && known.status.state === "active" ? known.startsAt : Math.max(draft.startsAtMs, nowMs),
    endsAtMs: draft.endsAtMs,
    createdBy: draft.createdBy,
    comment: draft.comment,
  });
  if (known && id !== known.id) await api.expireSilence(known.id);
  return id;
}

async function liveSilence(api: AlertmanagerApi, id: string): Promise<WireSilence> {
  const known = await api.silence(id);
  if (known !== null && known.status.state !== "expired") return known;
  throw new MidwatchError(
    "CONFLICT",
    "The silence has ended meanwhile. Nothing was changed: revive it, or make a new one",
  );
}
