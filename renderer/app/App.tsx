import { useEffect } from "react";
import { LinkContext, useLinkState } from "../state/client.ts";
import type { Link } from "../state/link.ts";
import { navigate, useRoute } from "../state/navigation.ts";
import { settingsStore } from "../state/settingsStore.ts";
import { workspaceStore } from "../state/workspaceStore.ts";
import { SingleKeys } from "../ui/singleKeys.ts";
import { Toasts } from "../ui/Toasts.tsx";
import { LiveRegions } from "./announce.tsx";
import { Connecting } from "./Connecting.tsx";
import { GlobalKeys } from "./GlobalKeys.tsx";
import { AnnounceAlerts } from "./news/AnnounceAlerts.tsx";
import { NotifyAlerts } from "./news/NotifyAlerts.tsx";
import { ShowAnnouncements } from "./news/ShowAnnouncements.tsx";
import { Palette } from "./palette/Palette.tsx";
import { PromptDialog } from "./prompts/PromptDialog.tsx";
import { Screen } from "./routes.tsx";
import { useApplyTheme } from "./theme.ts";
import { UnreadableWorkspace } from "./UnreadableWorkspace.tsx";

export function App({ link }: { readonly link: Link }) {
  const singleKeys = settingsStore((state) => state.singleKeys);
  useApplyTheme();
  return (
    <LinkContext value={link}>
      <SingleKeys value={singleKeys}>
        <GlobalKeys />
        <Start />
        <Palette />
        <PromptDialog />
        <Toasts />
        <LiveRegions />
        <AnnounceAlerts />
        <NotifyAlerts />
        <ShowAnnouncements />
      </SingleKeys>
    </LinkContext>
  );
}

/** Nothing is drawn as known before the workspace is: neither hosts nor the lack of them. */
function Start() {
  const route = useRoute();
  const workspace = workspaceStore((state) => state.workspace);
  const linkState = useLinkState();
  const needsSetup = workspace?.needsSetup ?? false;
  useEffect(() => {
    if (needsSetup) navigate({ page: "setup" });
  }, [needsSetup]);
  if (!workspace) return <Connecting state={linkState} />;
  if (workspace.isUnreadable) return <UnreadableWorkspace problems={workspace.problems} />;
  return <Screen route={route} />;
}
