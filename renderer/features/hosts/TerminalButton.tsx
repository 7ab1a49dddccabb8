import { SquareTerminal } from "lucide-react";
import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
import { openTerminal } from "../../state/terminalsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Icon } from "../../ui/Icon.tsx";
import { RowButton } from "../../ui/RowButton.tsx";

/** Opens a terminal from the row of a table; `where` says on what: `in vllm-0`. A viewer has none. */
export function TerminalButton({ target, where }: { readonly target: TerminalTarget; readonly where: string }) {
  if (useViewer() !== null) return null;
  return (
    <RowButton
      variant="ghost"
      icon={<Icon of={SquareTerminal} size={12} />}
      aria-label={`Terminal ${where}`}
      title={`Terminal ${where}`}
      onClick={() => openTerminal([target])}
    />
  );
}
