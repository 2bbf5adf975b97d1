// For pages of one's own: `import { define } from "due-regard-form"`. The engine is the npm package beside it.

import { DueRegardForm, define } from "./element.js";
import { learn } from "./messages.js";
import { cy } from "./messages/cy.js";
import { en } from "./messages/en.js";

learn({ en, cy });

DueRegardForm.engine = async () => {
  const engine = await import("due-regard");
  await engine.ready();
  return engine;
};
define();

export { DueRegardForm, define };
