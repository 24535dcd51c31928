import type { ReportDocument } from "./document.ts";
import { formatDifference, formatValue } from "./format.ts";
import { html, type Markup } from "./markup.ts";
import { section } from "./section.ts";

/** The section on the recipes that the model weighs together; nothing where it is one recipe's alone. */
export function renderBlend({ blend, effectOf }: ReportDocument): Markup {
  if (blend === undefined) return html``;
  const rows = blend.parts.map(
    ({ title, weight, networks }) =>
      html`<tr><th scope="row">${title}</th><td class="number">${(100 * weight).toFixed(0)}%</td><td
        class="number">${formatValue(networks)}</td></tr>`,
  );
  return section(
    "Model",
    "model",
    html`<p>The model predicts the weighted mean of ${blend.parts.length} recipes, by ensemble selection
on dev rows.
Effect on the ${effectOf}, by weights that were chosen on other dev rows: ${formatDifference(blend.effect)}
(standard error ${formatValue(blend.standardError)}; positive is better than the final recipe alone).</p>
<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">recipe</th><th scope="col"
  class="number">weight</th><th scope="col" class="number">networks</th></tr></thead>
<tbody>${rows}</tbody></table></div>`,
  );
}
