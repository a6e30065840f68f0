// Builds the one script that Home Assistant serves; the same sources always give the same bytes.
import { build } from "esbuild";
import { readFileSync } from "node:fs";

// The licences of what is in the script want their texts handed on with it.
const licences = ["lit", "@mdi/js"].map((name) => {
  const text = readFileSync(`node_modules/${name}/LICENSE`, "utf8");
  return `${name}:\n${text.replaceAll("\r\n", "\n").trim()}`;
});

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
  footer: { js: `/*\n${licences.join("\n\n")}\n*/` },
});
