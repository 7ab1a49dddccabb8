/** `notify` of `midwatch.yaml`: whoever plays with the demo is on call, and would be told by a notification of this machine. */
export function demoNotify(user: string): string {
  const person = user.replaceAll(/[^\w.-]/g, "-") || "you";
  return `notify:
  channels:
    - name: this-desktop
      kind: desktop
  people:
    - name: ${JSON.stringify(person)}
      notify: [this-desktop]
  rotas:
    - name: gpu-duty
      zone: UTC
      start: 2026-01-05
      at: "07:00"
      shift: 1d
      people: [${JSON.stringify(person)}]
  escalations:
    - name: wake
      steps:
        - after: 10m
          notify: [gpu-duty]
  routes:
    - name: pages
      severities: [critical]
      environments: [prod]
      notify: [this-desktop]
      escalation: wake
`;
}
