import { describe, expect, it } from "vitest";
import { fleetOf, gpus } from "./fleetOf.ts";

describe("streams that misbehave", () => {
  it("a flood is closed, named and left alone for a while; the others go on", async () => {
    const fleet = fleetOf(["gpu-a01", "gpu-a02"]);
    const stream = await fleet.start("gpu-a01");
    const other = await fleet.start("gpu-a02");
    const megabyte = Buffer.alloc(1 << 20, 0x78);
    for (let piece = 0; piece < 40; piece++) {
      stream.write(megabyte);
      await fleet.clock.advance(1);
    }
    other.tick(gpus(other));
    await fleet.clock.advance(50);
    expect(stream.closed).toBe(true);
    expect(fleet.detail("gpu-a01").unreadable).toContainEqual(
      expect.objectContaining({ section: "stream", text: expect.stringMatching(/sent 1[23] MB within \d+ ms/) }),
    );
    expect(fleet.detail("gpu-a02").summary.gpusReporting).toBe(2);
    await fleet.clock.advance(30_000);
    expect(fleet.host("gpu-a01").open("collect")).toEqual([]);
    await fleet.clock.advance(16_000);
    expect(fleet.host("gpu-a01").open("collect")).toHaveLength(1);
  });

  it("a retry by hand does not wait out the pause", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.end(1);
    await fleet.clock.advance(600);
    expect(fleet.host().open("collect")).toEqual([]);
    fleet.service.hosts.get("gpu-a01")?.retry();
    await fleet.clock.advance(1);
    expect(fleet.host().open("collect")).toHaveLength(1);
  });

  it("a script that ends says why, and is started again with growing pauses", async () => {
    const fleet = fleetOf();
    const host = fleet.host();
    const stream = await fleet.start();
    stream.write("This account is currently not available.\n");
    stream.stderr.write("nologin\n");
    await fleet.clock.advance(1);
    stream.end(1);
    await fleet.clock.advance(100);
    expect(fleet.detail().unreadable).toContainEqual({
      section: "stream",
      text: "This account is currently not available.\nnologin",
      advice: expect.stringContaining("no shell"),
    });
    await fleet.clock.advance(2000);
    const second = host.running("collect");
    second.tick(gpus(second));
    await fleet.clock.advance(50);
    expect(fleet.detail().unreadable).toEqual([]);
  });

  it("garbage and foreign frames are no data", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.write(Buffer.from([0, 255, 30, 30, 10, 0xc3]));
    stream.write("\u001eforeign S host 0 1.0\n");
    stream.tick(gpus(stream));
    await fleet.clock.advance(50);
    expect(fleet.rowsOf("node")).toHaveLength(1);
    expect(fleet.detail().summary.gpusReporting).toBe(2);
  });

  it("a script that prints a program's bytes is told by size and a few words, not by pages of them", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.write(Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * 73) % 256)));
    await fleet.clock.advance(1);
    stream.end(1);
    await fleet.clock.advance(2500);
    const text = fleet.detail().unreadable[0]?.text ?? "";
    expect(text).toMatch(/^It printed 19\.5 KiB that are no text; what can be read begins: [ -~]{1,60}$/);
    expect(fleet.detail().history[0]?.text).toBe(`Stream ended: ${text}`);

    const next = fleet.host().running("collect");
    next.begin();
    next.section("containers", "\u0000\u0001ELF\ufffd".repeat(9000), 126);
    next.section("gpu", `${"\u0001\ufffdx".repeat(50_000)}\n`, 1);
    next.finishTick();
    await fleet.clock.advance(50);
    expect(fleet.detail().unreadable.at(-1)?.text.length).toBeLessThan(200);
    const { gpuSubsystem } = fleet.detail().summary;
    expect(gpuSubsystem).toMatchObject({ kind: "unreadable", text: expect.stringContaining("(exit status 1)") });
    expect(gpuSubsystem.text.length).toBeLessThan(200);
  });

  it("a shell that does not run sh is told verbatim, and asked again later", async () => {
    const fleet = fleetOf();
    const host = fleet.host();
    host.exec = () =>
      Promise.resolve({
        exitCode: 1,
        signal: null,
        stdout: "'exec' is not recognized as an internal or external command\n",
        stderr: "",
      });
    host.connect();
    await fleet.clock.advance(10);
    expect(fleet.detail().unreadable).toEqual([
      { section: "probe", text: expect.stringContaining("not recognized"), advice: expect.stringContaining("Windows") },
    ]);
    host.exec = null;
    await fleet.clock.advance(2000);
    expect(host.open("collect")).toHaveLength(1);
  });

  it("a service that had failed stays so while systemd does not answer", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick({ units: "Id=vllm.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\n" });
    await fleet.clock.advance(50);
    const { servicesAtMs, summary } = fleet.detail();
    expect(summary.findings).toContainEqual(expect.objectContaining({ kind: "serviceFailed" }));
    await fleet.clock.advance(1000);
    stream.begin();
    stream.section("units", "Failed to connect to bus: Connection refused\n", 1);
    stream.finishTick();
    await fleet.clock.advance(50);
    expect(fleet.detail().summary.findings).toContainEqual(expect.objectContaining({ kind: "serviceFailed" }));
    expect(fleet.detail()).toMatchObject({ servicesAtMs, unreadable: [{ section: "units" }] });
  });

  it("sections that cannot be read carry the host's words and advice", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.begin();
    stream.section("kernel", "dmesg: read kernel buffer failed: Operation not permitted\n", 1);
    stream.section("units", "System has not been booted with systemd as init system (PID 1).\n", 1);
    stream.finishTick();
    await fleet.clock.advance(50);
    expect(fleet.detail().unreadable).toEqual([
      {
        section: "kernel",
        text: "dmesg: read kernel buffer failed: Operation not permitted",
        advice: expect.stringContaining("adm"),
      },
      {
        section: "units",
        text: expect.stringContaining("systemd"),
        advice: expect.stringContaining("does not run systemd"),
      },
    ]);
  });
});
