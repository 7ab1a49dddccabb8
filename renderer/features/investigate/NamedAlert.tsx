import { SearchCode } from "lucide-react";
import { useEffect } from "react";
import { alertsStore } from "../../state/alertsStore.ts";
import { investigateAlert } from "../../state/investigateView.ts";
import { navigate } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";

/** An address that names an alert by its id alone, as a notification's does: the rest comes from the alert. */
export function NamedAlert({ id }: { readonly id: string }) {
  const loaded = alertsStore((state) => state.loaded);
  const alert = alertsStore(({ alerts }) => alerts.get(id));
  useEffect(() => {
    if (alert) investigateAlert(alert, { replace: true });
  }, [alert]);
  if (!loaded || alert) return <LoadingSkeleton label="Asking what fires" />;
  return (
    <EmptyState
      icon={SearchCode}
      title="This alert does not fire any more"
      action={<Button onPress={() => navigate({ page: "watch", query: "" })}>Show what fires</Button>}
    >
      It has resolved since it was told of. The timeline says when.
    </EmptyState>
  );
}
