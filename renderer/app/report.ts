import { errorText } from "../../shared/base/errors.ts";
import { showToast } from "../ui/Toasts.tsx";

/** For `.catch`: shows what was not done and why, and leaves it on screen. */
export function reportProblem(what: string): (error: unknown) => void {
  return (error) => {
    showToast({ status: "critical", title: what, detail: errorText(error) });
  };
}
