// Runs the tests of what needs no browser.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const built = mkdtempSync(join(tmpdir(), "plantos-"));
await build({
  entryPoints: readdirSync("test").map((name) => `test/${name}`),
  outdir: built,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
});
const tests = readdirSync(built).map((name) => join(built, name));
const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=dot", ...tests], { stdio: "inherit" });
rmSync(built, { recursive: true });
process.exit(status ?? 1);
