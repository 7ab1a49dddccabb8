import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import { keptAlert } from "../keptAlert.ts";
import { alertFromWire } from "./serverAlerts.ts";
import { told, wireAlert } from "./wire.ts";

/**
 * Reads one server's alerts, answer after answer, by fingerprint. Only texts that the answer before did not have are parsed,
 * and an alert that says the same as before stays the same object: servers renew the times of every alert again and again.
 * Throws REMOTE_FAILED for an alert that is none.
 */
export function createAlertReader(server: string): (texts: readonly string[]) => ReadonlyMap<string, Alert> {
  let byText: ReadonlyMap<string, Alert> = new Map();
  let byId: ReadonlyMap<string, Alert> = new Map();

  function read(text: string): Alert {
    const alert = alertFromWire(told(server, wireAlert, parsed(server, text)), server);
    return keptAlert(byId.get(alert.id), alert);
  }

  return (texts) => {
    byText = new Map(texts.map((text) => [text, byText.get(text) ?? read(text)]));
    byId = new Map([...byText.values()].map((alert) => [alert.id, alert]));
    return byId;
  };
}

function parsed(server: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MidwatchError("REMOTE_FAILED", `${server} answered an alert that is no JSON: ${errorText(error)}`);
  }
}
