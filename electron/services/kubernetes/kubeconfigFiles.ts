import { readFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import type { KubeconfigFile } from "../../../shared/domain/kubernetes/kubeconfig.ts";

/** The files that kubectl would read. Rejects with WORKSPACE_INVALID when none of them can be read. */
export async function readKubeconfigs(
  named: string | undefined,
  {
    workspaceFolder,
    homeFolder,
    environment,
  }: { readonly workspaceFolder: string; readonly homeFolder: string; readonly environment: NodeJS.ProcessEnv },
): Promise<readonly KubeconfigFile[]> {
  const home = (path: string) => path.replace(/^~(?=\/|$)/, homeFolder);
  const listed = (environment.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  const paths =
    named !== undefined
      ? [resolve(workspaceFolder, home(named))]
      : listed.length > 0
        ? listed.map((path) => resolve(home(path)))
        : [join(homeFolder, ".kube", "config")];
  let problem = "";
  const read = await Promise.all(
    paths.map(async (path) => {
      try {
        return { path, text: await readFile(path, "utf8") };
      } catch (error) {
        problem ||= `${path} cannot be read: ${errorText(error)}`;
        return null;
      }
    }),
  );
  const files = read.filter((file) => file !== null);
  if (files.length === 0) throw new MidwatchError("WORKSPACE_INVALID", problem);
  return files;
}
