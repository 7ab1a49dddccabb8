import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "../Icon.tsx";
import { Centre } from "./Centre.tsx";

/** What is refused, the right that is missing, who can grant it or how. */
export function PermissionDenied({
  title,
  children,
  actions,
}: {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  return <Centre glyph={<Icon of={Lock} size={20} />} title={title} detail={children} actions={actions} />;
}
