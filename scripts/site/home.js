// The home page of the site.
const FEATURES = [
  [
    "Diagnose",
    "Findings with their numbers beside the thresholds, causes before symptoms, each with the paper it " +
      "comes from.",
    "/guide/diagnosing",
  ],
  ["Treat", "A treatment is a patch to a recipe, so what it changes is a readable diff.", "/guide/improving"],
  [
    "Prove",
    "A treatment counts only if paired trainings show it beyond the noise of seeds and dev rows.",
    "/guide/improving",
  ],
  [
    "Repeat",
    "A recipe is plain data; with the same seed it gives the same run, bit for bit.",
    "/guide/recipes",
  ],
  [
    "Check",
    "Gradients against central differences in float64, of layers, losses, recipes, and other programs.",
    "/guide/gradient-checking",
  ],
  [
    "Take along",
    "One ONNX file with the preprocessing inside: raw columns in, predictions out.",
    "/guide/start",
  ],
];

/**
 * Front matter, which is all that the home page has.
 *
 * @param {{ title: string, description: string }} about
 */
export function homeMarkdown({ title, description }) {
  const page = {
    pageType: "home",
    title: "Home",
    hero: {
      name: title,
      text: "Networks that train well",
      tagline: description,
      actions: [
        { theme: "brand", text: "Start", link: "/guide/start" },
        { theme: "alt", text: "Reference", link: "/reference/command-line" },
      ],
    },
    features: FEATURES.map(([name, details, link]) => ({ title: name, details, link })),
  };
  // JSON is YAML.
  return `---\n${JSON.stringify(page, undefined, 2)}\n---\n`;
}
