import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "../Icon.tsx";
import { Centre } from "./Centre.tsx";

/** There is nothing, and that is fine or fixable: why, then one action. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  readonly icon: LucideIcon;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return <Centre glyph={<Icon of={icon} size={20} />} title={title} detail={children} actions={action} />;
}
