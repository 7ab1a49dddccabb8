import { type ReactNode, useEffect, useRef, useState } from "react";
import { errorText } from "../../shared/base/errors.ts";
import { reportProblem } from "./report.ts";

interface Attempt {
  /** The one that was begun is under way: another is not begun. */
  readonly pending: boolean;
  /** To be shown in the form: what was refused and why, spoken when it comes. */
  readonly problem: ReactNode;
  /** `whenRefused` where the form asks for more than one thing. */
  run(ask: () => Promise<unknown>, onDone: () => void, whenRefused?: string): void;
}

/** What a form asks the console for: the form stays, with all that was written, until it was done, and says why it was not. */
export function useAttempt(whenRefused: string): Attempt {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  return {
    pending,
    problem:
      refusal === null ? null : (
        <p className="critical" role="alert">
          {refusal}
        </p>
      ),
    run(ask, onDone, title = whenRefused) {
      if (pending) return;
      setPending(true);
      setRefusal(null);
      ask()
        .then(
          // A form that was closed meanwhile closes no other.
          () => isOpen.current && onDone(),
          (error: unknown) => {
            if (isOpen.current) setRefusal(`${title}: ${errorText(error)}`);
            else reportProblem(title)(error);
          },
        )
        .finally(() => setPending(false));
    },
  };
}
