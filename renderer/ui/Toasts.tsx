import { X } from "lucide-react";
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { Button } from "./Button.tsx";
import { type Status, StatusIcon } from "./StatusIcon.tsx";
import styles from "./Toasts.module.css";

export interface ToastText {
  readonly status: Status;
  readonly title: string;
  readonly detail?: string;
  readonly action?: { readonly label: string; readonly onPress: () => void };
}

const visibleAtMost = 3;
const shownMs = 6000;

/** Short reports, bottom right. Errors and running work stay until closed. */
const toasts = new ToastQueue<ToastText>({ maxVisibleToasts: visibleAtMost });

/** What already stands there in the same words is not said twice. */
export function showToast(text: ToastText): void {
  const same = toasts.visibleToasts.some(
    ({ content }) => content.title === text.title && content.detail === text.detail,
  );
  if (same) return;
  const stays = text.status === "critical" || text.status === "failed" || text.status === "running";
  toasts.add(text, stays ? {} : { timeout: shownMs });
}

export function Toasts() {
  return (
    <ToastRegion queue={toasts} className={styles.region ?? ""} aria-label="Notifications">
      {({ toast }) => (
        <Toast toast={toast} className={styles.toast ?? ""}>
          <ToastBody text={toast.content} />
        </Toast>
      )}
    </ToastRegion>
  );
}

function ToastBody({ text }: { readonly text: ToastText }) {
  return (
    <>
      <span className={styles.icon}>
        <StatusIcon status={text.status} />
      </span>
      <ToastContent className={styles.text ?? ""}>
        <Text slot="title" className={styles.title ?? ""}>
          {text.title}
        </Text>
        {text.detail ? (
          <Text slot="description" className={styles.detail ?? ""}>
            {text.detail}
          </Text>
        ) : null}
      </ToastContent>
      {text.action ? (
        <Button size="sm" onPress={text.action.onPress}>
          {text.action.label}
        </Button>
      ) : null}
      <Button size="sm" variant="ghost" icon={X} aria-label="Close" slot="close" />
    </>
  );
}
