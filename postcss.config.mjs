// By its path, or the plugin would be bundled with the style sheets, which cannot be done to the binaries that Tailwind loads.
export default { plugins: { [`${process.cwd()}/scripts/css-parts.mjs`]: {} } }
