// Builds the one script that Home Assistant serves; the same sources always give the same bytes.
import { build } from "esbuild";
import { readFileSync } from "node:fs";

// Lit's licence wants its text in what is handed on.
const licence = readFileSync("node_modules/lit/LICENSE", "utf8").trim();

await build({
  entryPoints: ["src/main.ts"],
  outfile: process.argv[2] ?? "../custom_components/plantos/frontend/plantos.js",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  banner: { js: "/* PlantOS: MIT. With Lit (BSD-3-Clause) and Material Design Icons (Apache-2.0). */" },
  footer: { js: `/* Lit:\n${licence}\n*/` },
});
