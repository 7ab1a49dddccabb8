/// <reference path="../../../shared/text.d.ts" />
import collectDiagnostics from "./builtin/collect-diagnostics.md";
import drainGpuHost from "./builtin/drain-gpu-host.md";
import freeDisk from "./builtin/free-disk.md";
import killOrphanGpuProcess from "./builtin/kill-orphan-gpu-process.md";
import kubernetesDrain from "./builtin/kubernetes-drain-node.md";
import kubernetesRestart from "./builtin/kubernetes-restart-deployment.md";
import kubernetesRollBack from "./builtin/kubernetes-roll-back-deployment.md";
import kubernetesScale from "./builtin/kubernetes-scale-deployment.md";
import kubernetesLimits from "./builtin/kubernetes-set-autoscaler-limits.md";
import reloadDriver from "./builtin/reload-driver.md";
import resetGpu from "./builtin/reset-gpu.md";
import restartContainer from "./builtin/restart-container.md";
import restartModelServer from "./builtin/restart-model-server.md";
import restartSystemdUnit from "./builtin/restart-systemd-unit.md";

/** The runbooks that come with the console, as their files stand. One of the workspace with the same id takes its place. */
export const builtinRunbooks: readonly { readonly file: string; readonly text: string }[] = [
  { file: "restart-systemd-unit.md", text: restartSystemdUnit },
  { file: "restart-container.md", text: restartContainer },
  { file: "restart-model-server.md", text: restartModelServer },
  { file: "drain-gpu-host.md", text: drainGpuHost },
  { file: "reset-gpu.md", text: resetGpu },
  { file: "kill-orphan-gpu-process.md", text: killOrphanGpuProcess },
  { file: "reload-driver.md", text: reloadDriver },
  { file: "free-disk.md", text: freeDisk },
  { file: "collect-diagnostics.md", text: collectDiagnostics },
  { file: "kubernetes-restart-deployment.md", text: kubernetesRestart },
  { file: "kubernetes-scale-deployment.md", text: kubernetesScale },
  { file: "kubernetes-set-autoscaler-limits.md", text: kubernetesLimits },
  { file: "kubernetes-drain-node.md", text: kubernetesDrain },
  { file: "kubernetes-roll-back-deployment.md", text: kubernetesRollBack },
];
