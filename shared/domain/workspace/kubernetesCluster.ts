import { z } from "zod";
import { serverAccess } from "./serverAccess.ts";

/** A Kubernetes cluster, reached as kubectl does: by a context of a kubeconfig file. */
export const kubernetesCluster = z.strictObject({
  name: serverAccess.name,
  /** By default the files of KUBECONFIG, else ~/.kube/config; relative to the workspace. */
  kubeconfig: z.string().min(1).optional(),
  /** By default the file's current one. */
  context: z.string().min(1).optional(),
  environment: z.string().optional(),
  via: serverAccess.via,
  /** Whose rollouts, scalings and kills are written into the Timeline, beside those that services name in `targets`. */
  namespaces: z
    .array(z.string().min(1).max(63))
    .max(4, "Name at most four: each one is watched all the time")
    .optional(),
  /** Of the namespace kube-system: another cluster behind the same context is then refused. */
  uid: z
    .string()
    .regex(/^[0-9a-f-]{36}$/, "Use the uid that kubectl get namespace kube-system -o jsonpath={.metadata.uid} prints")
    .optional(),
});
export type KubernetesCluster = Readonly<z.infer<typeof kubernetesCluster>>;
