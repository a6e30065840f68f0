// Runs the tests of what needs no browser.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

// Beside the packages, since the document that the cards are drawn in is one of them.
const built = mkdtempSync(resolve("node_modules", ".plantos-"));
await build({
  entryPoints: readdirSync("test")
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `test/${name}`),
  outdir: built,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  external: ["happy-dom"],
});
const tests = readdirSync(built).map((name) => join(built, name));
const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=dot", ...tests], { stdio: "inherit" });
rmSync(built, { recursive: true });
process.exit(status ?? 1);
