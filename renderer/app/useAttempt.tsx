import { type ReactNode, useState } from "react";
import { errorText } from "../../shared/base/errors.ts";

interface Attempt {
  /** The one that was begun is under way: another is not begun. */
  readonly pending: boolean;
  /** To be shown in the form: what was refused and why, spoken when it comes. */
  readonly problem: ReactNode;
  run(ask: () => Promise<unknown>, onDone: () => void): void;
}

/** What a form asks the console for: the form stays, with all that was written, until it was done, and says why it was not. */
export function useAttempt(whenRefused: string): Attempt {
  const [pending, setPending] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  return {
    pending,
    problem:
      reason === null ? null : (
        <p className="critical" role="alert">
          {whenRefused}: {reason}
        </p>
      ),
    run(ask, onDone) {
      if (pending) return;
      setPending(true);
      setReason(null);
      ask()
        .then(onDone, (error: unknown) => setReason(errorText(error)))
        .finally(() => setPending(false));
    },
  };
}
