// For pages of one's own: `import { define } from "due-regard-form"`. The engine is the npm package beside it.

import { DueRegardForm, define } from "./embedded.js";
import { learn } from "./messages.js";
import { cy } from "./messages/cy.js";
import { en } from "./messages/en.js";

// A page of one's own has its own rules: what the form says of itself is all that it can say there.
learn({
  en: { ...en,
    "stays.title": "This form sends nothing.",
    "stays.text": "Answers are checked in this browser, and only you decide where the saved file goes. Whoever runs the page around the form can say what the page does.",
    "stays.proof": "The form makes no request with your answers, not even to us. What the page around it does is not in its hands.",
    "footer.stays": "This form sends nothing that you type. The page around it is not part of the form." },
  cy: { ...cy,
    "stays.title": "Nid yw'r ffurflen hon yn anfon dim.",
    "stays.text": "Caiff yr atebion eu gwirio yn y porwr hwn, a chi yn unig sy'n penderfynu i ble mae'r ffeil yn mynd. Gall pwy bynnag sy'n rhedeg y dudalen o amgylch y ffurflen ddweud beth mae'r dudalen yn ei wneud.",
    "stays.proof": "Nid yw'r ffurflen yn gwneud unrhyw gais gyda'ch atebion, nid hyd yn oed atom ni. Nid yw'r hyn a wna'r dudalen o'i hamgylch yn ei dwylo.",
    "footer.stays": "Nid yw'r ffurflen hon yn anfon dim yr ydych yn ei deipio. Nid yw'r dudalen o'i hamgylch yn rhan o'r ffurflen." },
});

DueRegardForm.engine = async () => {
  const engine = await import("due-regard");
  await engine.ready();
  return engine;
};
define();

export { DueRegardForm, define };
