// The data that goes into the engine and comes out of it. Plain JSON throughout: no Map, no Date, no undefined inside, `null` where there is nothing.
// Keys are those of the documents that the command line writes (`regard audit --format json`), so one reader serves both: words with underscores.
// Ids of the framework (fields, options, rows, rules) are kebab-case strings and are given as they stand there.

// ---------------------------------------------------------------------------------------------------------------- what is wrong with a framework

/** One problem of a framework's text. */
export interface Diagnostic {
  /** The kind, for example `unknown-name`; `regard explain CODE` tells more. */
  code: string;
  level: "error" | "warning" | "advice";
  /** What is wrong, in a sentence without a full stop. */
  message: string;
  /** The name given when the text was loaded. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units: what `String` and editors count. */
  column: number;
  end_line: number;
  end_column: number;
  /** What to do, one sentence each. */
  help: string[];
  /** Further places that explain it. */
  labels: { line: number; column: number; end_line: number; end_column: number; text: string }[];
  /** The change of text that would mend it, where there is exactly one. */
  suggestion: { line: number; column: number; end_line: number; end_column: number; replacement: string } | null;
  /** The same for a monospaced page: message, place, the line with carets, help. */
  rendered: string;
}

// --------------------------------------------------------------------------------------------------------------------------- the framework as a form

/** A framework as a form shows it, in one language. Everything is text: nothing in it may be taken for markup. */
export interface FormModel {
  id: string;
  version: string;
  /** SHA-256 of the framework's text and of those that it extends, in hexadecimal. */
  sha256: string;
  title: string;
  description: string;
  jurisdiction: string;
  licence: string;
  /** The language of this model's texts, as it was asked for. */
  language: string;
  /** Codes of the languages in which the framework has texts, its own first (`en` where it names none). */
  languages: string[];
  /** Texts of this model that are not in `language`, by their place in it (`sections[0].title`), with the language they are in: for `lang` attributes. */
  fallbacks: Record<string, string>;
  /** What one record is called, and several. */
  noun: [string, string];
  /** The path of the field that identifies a record, and of the one that names it to people. */
  id_field: string | null;
  name_field: string | null;
  /** In order; empty when everything bites at once. */
  stages: Stage[];
  sections: FormSection[];
  roles: Role[];
  rules: FormRule[];
  sources: Source[];
  parameters: { id: string; value: string; unit: string; why: string }[];
  /** What sources say and no rule can check. */
  not_expressed: NotExpressed[];
  /** The results that a record can have, in the table's order; empty when the framework gives none. */
  outcomes: { is: string; label: string; say: string; cite: string[] }[];
}

export interface Stage { id: string; label: string }

/** A page of the form. A section with rows is a group: its questions are asked once a row. */
export interface FormSection {
  id: string;
  /** `about`; of a group within a group `impacts.actions`. */
  path: string;
  title: string;
  guidance: string;
  /** Whether it is asked only under a condition; which of its questions are asked now, the session says. */
  conditional: boolean;
  /** None: its questions stand side by side. */
  rows: Rows | null;
  /** Fields and nested groups, in order. */
  members: FormMember[];
}

export type FormMember = FormField | FormGroup;
/** A group within a section: it has rows of its own. */
export interface FormGroup extends FormSection { kind: "group"; rows: Rows }

export type Rows = FixedRows | FreeRows;
/** Rows that every record has, in order. */
export interface FixedRows {
  kind: "fixed";
  rows: { id: string; label: string; conditional: boolean; cite: string[] }[];
  /** Whether a record may add rows of its own. */
  extra: boolean;
  /** Rows that are offered for adding. */
  offered: { id: string; label: string }[];
}
/** As many rows as the record gives. */
export interface FreeRows { kind: "free"; min: number | null; max: number | null }

export type FieldType = "text" | "long-text" | "choice" | "choices" | "yes-no" | "integer" | "number" | "date" | "year" | "person" | "url";

export interface FormField {
  kind: "field";
  id: string;
  /** `title`, `impacts.effect`, `impacts.actions.due`: the field wherever it stands. A question has the path of its row too: `impacts[age].effect`. */
  path: string;
  type: FieldType;
  label: string;
  /** Help; empty for none. */
  guidance: string;
  /** An answer as it could be; empty for none. */
  example: string;
  /** Whether it is asked only under a condition. */
  conditional: boolean;
  /** Of `choice`, `choices` and `yes-no`, in order. */
  options: { id: string; label: string }[];
  /** Whether an answer has to be there: never, always, or from a stage on. */
  required: null | { from: string | null };
  /** States that count as an answer where one is required: those that the form offers beside the field. */
  allow: AbsentState[];
  /** Of these, those for which another question of the form asks why. */
  asked_why: AbsentState[];
  unit: string;
  /** The least and greatest answer that can be right, as people write it; `null` for none. */
  min: string | null;
  max: string | null;
  /** Words that a rule asks for at least (the largest such number that is the same for every record); `null` for none. */
  words_min: number | null;
  /** The regular expression that a text must match; empty for none. */
  pattern: string;
  /** `3/4/2021` is the 4th of March. */
  month_first: boolean;
  /** For a person: their role, by id. */
  role: string | null;
  /** The rules that look at it, by id, in the framework's order. */
  rules: string[];
}

export interface Role { id: string; label: string; /** Roles whose holder has to be somebody else. */ not: string[]; why: string }

export interface FormRule {
  id: string;
  title: string;
  severity: Severity;
  /** The stage from which it bites; `null`: always. */
  at: string | null;
  /** The group for each of whose rows it is checked; `null` for the record. */
  each: string | null;
  /** Conditions as the framework writes them. */
  when: string;
  require: string;
  why: string;
  cite: string[];
  /** Made by a field's `required` or a group's `repeat`: its findings are about answers that are not there. */
  made_by_required: boolean;
}

export interface Parameter { id: string; value: string; unit: string; why: string; /** The framework's own value where this run has another. */ overrides: string | null }

export type Standing = "law" | "case-law" | "guidance" | "published-audit" | "research" | "house-rule";
export interface Source {
  id: string; title: string; at: string; standing: Standing; jurisdiction: string; url: string;
  /** The day on which somebody compared it; `null` is *unverified*, and has to be shown so. */
  checked: string | null;
  note: string;
  cited_by: number;
}

// ------------------------------------------------------------------------------------------------------------------------------------ records

/** What is there instead of an answer. */
export type AbsentState = "missing" | "not known" | "withheld" | "not applicable";
/** The state of an answer as the engine reads it. `not asked`: kept, and without effect. `not supplied`: the record has no such key. */
export type AnswerState = "answered" | AbsentState | "not supplied" | "not asked" | "invalid";

/** An answer in a record: what people gave, or why there is none. A bare value is an answer; `null` and `""` are *missing*. */
export type Answer =
  | string | number | boolean | string[] | null
  | { state: AbsentState; /** Why; kept, never read by rules. */ reason?: string };

/**
 * A record: field ids to answers, group ids to rows (a map from row id to row for fixed rows, a list for free rows).
 * Keys that begin with `$` belong to programs: the engine leaves them alone, keeps them, and reads nothing into them. `$row` is the id of a free row.
 */
export type FormRecord = { [key: string]: unknown };

/**
 * The place of a question: `title`, `impacts[age].effect`, `impacts[age].actions[r3].owner`. In brackets stands a row's id: of fixed rows the framework's,
 * of rows that the record added their name, of free rows the `$row` that the session gave. A free row may also be named by its number, from 1.
 */
export type AnswerPath = string;

// ------------------------------------------------------------------------------------------------------------------------------------ results

export type Severity = "block" | "major" | "minor" | "review";
export type Verdict = "met" | "not met" | "cannot tell" | "does not apply" | "needs a person" | "to do";
export interface VerdictCounts { met: number; not_met: number; cannot_tell: number; does_not_apply: number; needs_a_person: number; to_do: number }

/** A finding as the audit has it. */
export interface Finding {
  rule: string;
  severity: Severity;
  verdict: Verdict;
  /** For *to do*: what it would be if the stage had come. */
  would_be: Verdict | null;
  record: RecordRef;
  /** `impacts[age]`, `impacts[age].actions[2]` (from 1); empty for the record itself. */
  item: string;
  message: string;
  fix: string;
  values: Evidence[];
  because: string[];
  settle: string[];
  cite: string[];
  /** Names this finding in every later audit. */
  fingerprint: string;
}
export interface Evidence { field: string; label: string; state: AnswerStateKey; value: string }
/** The state as the audit document spells it. */
export type AnswerStateKey = "answered" | "not-supplied" | "missing" | "not-known" | "withheld" | "not-applicable" | "not-asked" | "invalid";

/** A finding in a form: the same, and where in the form it belongs. */
export interface FormFinding extends Finding {
  /** `answer`: an answer or row that has to be there is not (shown as an answer problem). `rule`: what a rule says. */
  kind: "answer" | "rule";
  /** The rule's name for people. */
  title: string;
  /** The section whose page shows it, by id: that of the row, or of the first question of what is required. */
  section: string;
  /** Every section that holds a question it looked at, in the form's order. */
  sections: string[];
  /** The row in the form's own words: `impacts[age].actions[r3]`; empty for the record. */
  place: string;
  /** The questions it looked at, as far as they are one each. */
  questions: { path: AnswerPath; label: string; section: string; state: AnswerState; value: string }[];
  /** The questions that would settle it, in the form's order. */
  settled_by: AnswerPath[];
}

/** A question of a record as it stands: one a field, and one a row for fields of groups. */
export interface Question {
  path: AnswerPath;
  /** The field's path in the model. */
  field: string;
  section: string;
  /** `open`: whether it is asked depends on what is not answered yet. */
  asked: "yes" | "no" | "open";
  state: AnswerState;
  /** The answer as people read it (options by label); of an invalid one the raw text. */
  value: string;
  /** Of choices: the options chosen, by id. */
  chosen: string[];
  /** Whether an answer has to be there at this stage. */
  required: boolean;
  /** What is wrong with the answer, in a sentence; empty for nothing. */
  problem: string;
}

/** A row of a group as it stands. */
export interface GroupRow {
  /** `impacts[age]`, `impacts[age].actions[r3]` */
  path: string;
  /** The group's path in the model. */
  group: string;
  /** What is in the brackets. */
  id: string;
  label: string;
  kind: "fixed" | "offered" | "added" | "free";
  asked: "yes" | "no" | "open";
  /** The framework says that this row does not apply to this record. */
  not_applicable: boolean;
}

/** What there is to do in a section. */
export interface SectionStatus {
  id: string;
  /** `no`: none of its questions is asked. */
  asked: "yes" | "no" | "open";
  /** Questions that are asked now. */
  questions: number;
  /** Of these: with an answer, or with a state that the field allows. */
  answered: number;
  /** Of these: that have to be answered at this stage and are not, and rows that have to be there. */
  to_do: number;
  /** Answers that cannot be read. */
  invalid: number;
  /** Findings of rules that belong here, *not met*, by severity. */
  issues: { block: number; major: number; minor: number };
  cannot_tell: number;
  needs_a_person: number;
  /** Not yet due at this stage. */
  later: number;
}

/** A record as it stands. */
export interface Evaluation {
  stage: string | null;
  as_of: string;
  verdicts: VerdictCounts;
  /** `null` when the framework gives none. */
  outcome: Result | null;
  /** Other tables that the framework shows. */
  tables: Result[];
  /** Scores and other numbers that it shows. */
  numbers: NumberResult[];
  /** In the framework's order: everything but *met* and *does not apply*. */
  findings: FormFinding[];
  sections: SectionStatus[];
  /** In the form's order. */
  questions: Question[];
  rows: GroupRow[];
}
export interface Result { /** The derived table's id; empty for the outcome. */ table: string; is: string; say: string; cite: string[]; because: string[] }

/** What a change changed. */
export interface Delta {
  /** Counts changes of this session, from 1. */
  revision: number;
  /** The change itself, as it was made. */
  change: Change;
  /** What takes it back. */
  inverse: Change;
  /** Questions that are new or differ from before: whether they are asked, their state, answer, problem. */
  questions: Question[];
  /** Questions that are no longer there, with the rows they stood in. */
  gone: AnswerPath[];
  /** Questions that became asked, and that ceased to be: for "1 more question added below". */
  now_asked: AnswerPath[];
  now_not_asked: AnswerPath[];
  /** Rows that are new or differ, and rows that are no longer there; `order`: the rows of a group that was added to, taken from or moved, as they stand now. */
  rows: GroupRow[];
  rows_gone: string[];
  order: string[];
  findings: { added: FormFinding[]; removed: string[]; changed: FormFinding[] };
  /** Sections whose counts differ. */
  sections: SectionStatus[];
  verdicts: VerdictCounts;
  outcome: Result | null;
}

/** A change of a record, as data: what an undo list holds, and what two tabs may tell each other. */
export type Change =
  | { kind: "set"; path: AnswerPath; answer: Answer }
  /** In an `inverse`, where no answer says what stood there: a blank of the record, or another name of the field. `held`: by the field's keys. */
  | { kind: "restore"; path: AnswerPath; held: FormRecord }
  /** `group`: `actions`, `impacts[age].actions`. `id`: of an offered or added row its name, of a free row (optional) the `$row` that it had. `at`: its place, from 0. */
  | { kind: "add-row"; group: string; id?: string; at?: number; content?: FormRecord }
  | { kind: "remove-row"; row: string }
  | { kind: "move-row"; row: string; to: number }
  /** A key of the record that begins with `$`: what the form keeps there for itself. */
  | { kind: "keep"; key: string; value: unknown }
  | { kind: "all"; changes: Change[] };

/** A question whose answer would help most, and why. */
export interface NextQuestion {
  path: AnswerPath;
  field: string;
  label: string;
  section: string;
  /** Why it comes here, in a sentence. */
  why: string;
  /** The gravest of the rules that wait for it; `null` where none does. */
  severity: Severity | null;
  /** Whether one of these bites at this stage. */
  due: boolean;
  /** Findings that it settles by itself, and those that it helps to settle, by fingerprint. */
  settles: string[];
  helps: string[];
}

/** A single answer that would give the record another outcome, or another result of a shown table. */
export interface Turn { field: AnswerPath; label: string; now: string; answer: string; table: string; is: string; becomes: string }

/** What is wrong with the answers of a section: what an error summary lists. */
export interface AnswerProblem {
  path: AnswerPath;
  field: string;
  label: string;
  section: string;
  kind: "missing" | "invalid" | "too-few-rows" | "too-many-rows" | "state-not-allowed";
  /** What the engine says, in English; a form words `missing` in its own language and by the field's type. */
  message: string;
  /** For rows: how many there have to be at least or at most. */
  limit: number | null;
}

/** Why a finding is there. */
export interface Explanation {
  finding: FormFinding;
  rule: RuleSummary | null;
  sources: Source[];
  /** Which of the rule's conditions decided, with the values that they saw. */
  because: string[];
  /** What a decision about the finding rests on, as a log of decisions keeps it: long values as their beginning, length and a hash. */
  seen: Record<string, string>;
}

/** A line of a log of decisions, as `regard audit --decisions` reads it. Keys that are not named here are kept. */
export interface DecisionLine {
  /** Names the line; made from all that it says. */
  id?: string;
  framework?: string;
  /** The record, by id; empty for the only record of a form that has none. */
  record: string;
  record_name?: string;
  rule?: string;
  /** The row of a group, `impacts[age]`; left out for the record itself. */
  item?: string;
  verdict: string;
  by?: string;
  on?: string;
  reason?: string;
  /** The ids of the lines of which it takes the place, divided by `; `. */
  supersedes?: string;
  /** What was seen: the values on which the decision rests. */
  seen?: Record<string, string>;
  fingerprint?: string;
  [column: string]: unknown;
}

/** What was decided about a finding, and whether that holds. */
export interface FindingDecision {
  /** `decided`: nothing that was seen has changed; `stale`: something has, see `changed`; `contradicted`: lines that stand say different things. */
  state: "decided" | "waived" | "open" | "stale" | "expired" | "withdrawn" | "contradicted";
  verdict: string;
  by: string;
  on: string;
  until: string | null;
  reason: string;
  source: string;
  note: string;
  changed: { what: string; before: string | null; now: string | null }[];
  /** Lines about the finding before this one. */
  earlier: number;
  /** The line. */
  id: string;
}

// -------------------------------------------------------------------------------------------------------------------- two versions of a framework

/** What a form keeps beside a record and no rule reads. Days are written `2026-11-22`. */
export interface Beside {
  /** How a form was signed; nothing while nobody has signed it. */
  signed?: { by: string; post?: string; on?: string } | null;
  /** What reviewers noted, by the path of the question. */
  comments?: Record<AnswerPath, { text: string; by?: string; on?: string }>;
}

/** What differs between the framework that a record was made with and this one, and what that means for the record. */
export interface Comparison {
  from: { id: string; version: string; sha256: string };
  to: { id: string; version: string; sha256: string };
  same: boolean;
  changes: FrameworkChange[];
  /** Answers for which this framework has no question: kept in the record under their keys, without effect. */
  kept_without_question: { path: string; label: string; value: string }[];
  /** Answers that this framework reads otherwise: an option that is gone, a type that changed. */
  read_otherwise: { path: AnswerPath; label: string; value: string; before: AnswerState; after: AnswerState; problem: string }[];
  /** Questions that are asked now and were not before. */
  new_questions: AnswerPath[];
  findings: { added: FormFinding[]; removed: FormFinding[]; changed: { before: FormFinding; after: FormFinding }[] };
  outcome: { before: string | null; after: string | null };
}
export interface FrameworkChange {
  kind: "added" | "changed" | "removed";
  /** What it is: `section`, `field`, `option`, `row`, `rule`, `parameter`, `source`, `stage`, `role`, `outcome`. */
  of: string;
  /** Its path or id. */
  id: string;
  label: string;
  /** What it was and is, in words; empty where there is nothing to say. */
  detail: string;
}

// ------------------------------------------------------------------------------------------------------------------------------------ audits

/** How a run is done. */
export interface RunOptions {
  /** What `today` means, as YYYY-MM-DD. The engine has no clock; left out, the wrapper gives the browser's own day. */
  as_of?: string;
  /** Left out, every rule bites. */
  stage?: string | null;
  /** Other values than the framework's own. */
  parameters?: { [id: string]: string };
  /** Registers that the framework names, by id: their tables as CSV text, `{persons: {persons: "…", aliases: "…"}}`. */
  registers?: { [id: string]: { [table: string]: string } };
  /** Whether *met* and *does not apply* are findings too. */
  every_verdict?: boolean;
  /** Of labels and messages. */
  language?: string;
  /** How much is kept beside the counts. The notes on a list are complete whatever it is; of a single record, answers that no rule and no report reads are looked at with `records`. */
  detail?: "counts" | "findings" | "reasons" | "records";
  /** Days looked ahead for verdicts that change by themselves. */
  ahead?: number;
  /** Most findings and most results that are kept; counts are complete all the same. */
  findings?: number;
  results?: number;
}

/**
 * The whole audit: the document of `regard audit --format json`, schema `due-regard-audit/1`. `decisions`, and `decision` in findings, are there where a session
 * was given a log of them; what the command line adds where it is given an earlier audit (`baseline`, `since`) is not made here.
 */
export interface Audit {
  schema: "due-regard-audit/1";
  receipt: Receipt;
  records: RecordCounts;
  /** How many records have each outcome, in the table's order, those that cannot be told last; empty when the framework has none. */
  outcomes: OutcomeCount[];
  /** Every rule with the count of each verdict, in the framework's order. */
  rules: RuleSummary[];
  /** Derived tables that the framework shows, with the count of each result. */
  tables: { id: string; label: string; results: OutcomeCount[] }[];
  measures: MeasureResult[];
  list: ListReport;
  /** What the framework says of its subject that rules cannot express. */
  not_expressed: NotExpressed[];
  sources: Source[];
  /** Everything but *met* and *does not apply* (those too when asked for), in order of record, then rule. */
  findings: Finding[];
  /** How many findings a limit left out; the counts of `rules` are complete all the same. */
  findings_left_out: number;
  /** Each record's outcome, in order of the list; with the detail `records`. */
  results: RecordResult[];
  results_left_out: number;
}

/** What was run on what, so that anyone can run it again. */
export interface Receipt {
  /** Name and version of the engine: `due-regard 0.1.0`. */
  engine: string;
  framework: { id: string; version: string; title: string; jurisdiction: string; sha256: string };
  inputs: Input[];
  /** The registers with which names were compared; left out where the framework names none. */
  registers?: Input[];
  as_of: string;
  stage: string | null;
  parameters: Parameter[];
  verdicts: VerdictCounts;
}
export interface Input { name: string; format: string; bytes: number; sha256: string | null }

/** Rows in and rows reported: `read` is `reported` and `refused` together. */
export interface RecordCounts {
  read: number;
  reported: number;
  refused: number;
  blank: number;
  /** At most 10,000 of them; `row` as a spreadsheet counts it. */
  refused_rows: { input: string; row: number; cause: string }[];
  noun: [string, string];
}

export interface OutcomeCount { is: string; label: string; say: string; cite: string[]; count: number }
export interface RuleSummary extends FormRule { fix: string; counts: VerdictCounts }
export interface NotExpressed { cite: string[]; what: string; why: string }

/** A figure over all records, and over each option of the fields by which it is grouped. */
export interface MeasureResult {
  id: string;
  label: string;
  kind: "count" | "share" | "rate" | "mean" | "median";
  /** What is counted or reckoned with, among which records (empty: all), and what it is divided by (left out: nothing), as the framework writes it. */
  of: string;
  among: string;
  per?: string;
  /** By what a rate is multiplied. */
  times?: number;
  /** A number is added up, and no records are counted. */
  adds_up?: true;
  unit?: string;
  /** How sure its intervals are, and what they stand for; left out where there are none. */
  level?: number;
  interval?: "sampling" | "stability";
  /** Figures that rest on fewer than this are withheld. */
  publish?: number;
  /** How its groups are compared. */
  compare?: ComparedWith;
  note: string;
  cite: string[];
  /** `null`: withheld. */
  all: Figure | null;
  groups: GroupFigure[];
}
/** A measure over one group; its figure is `null` where it is withheld. */
export interface GroupFigure {
  by: string;
  by_label: string;
  group: string;
  /** The records are of no known group. */
  not_known?: true;
  figure: Figure | null;
  comparison?: GroupComparison;
}
/** The counts behind a figure. A share of records lies between `low` and `high`, because what is not known may be either; `null`: over nothing, or of all else. */
export interface Figure {
  among: number;
  yes: number;
  no: number;
  unknown: number;
  /** Records of which it cannot be told whether they are among them. */
  universe_unknown: number;
  low: number | null;
  high: number | null;
  /** What it is over what is known; a share from 0 to 1, a rate after its multiplier. */
  value: number | null;
  /** What is divided by what, where numbers are added up or the whole is a population. */
  part?: number;
  whole?: number;
  interval?: FigureInterval;
  /** Why there is no value. */
  not_computable?: string;
}
/** What a figure may be by chance; `high` is `null` where there is no upper end. */
export interface FigureInterval {
  low: number;
  high: number | null;
  method: string;
}
/** How groups are compared; a band is above `above` or below `below`, or from `from` to `to`. */
export interface ComparedWith {
  with: string;
  as: "ratio" | "difference" | "gap";
  orientation: "group-to-reference" | "reference-to-group";
  harm: "above" | "below" | "away";
  strata?: string;
  reliable?: number;
  most_unknown: number;
  bands: { is: "green" | "amber" | "red"; above?: number; below?: number; from?: number; to?: number; say?: string }[];
}
/** How a group compares: a ratio, a difference in percentage points or a gap in percent. The verdict is of its whole interval, never of its value alone. */
export interface GroupComparison {
  value: number | null;
  interval?: FigureInterval;
  stratified?: { value: number; interval?: FigureInterval; strata: number; left_out: number };
  bounds?: { low: number; high: number | null };
  /** Left out where it would give away what is withheld. */
  unknown_share?: number;
  verdict?: "green" | "amber" | "red" | "inconclusive" | "withheld" | "not-computable";
  because?: "interval" | "no-interval" | "too-few" | "unknown" | "strata" | "no-strata";
  not_computable?: string;
  say?: string;
}

/** What was noticed about the list itself. */
export interface ListReport {
  /** How each column was understood, with its cells in each state, counts above zero. */
  columns: { header: string; field: string | null; why: string; states: [AnswerStateKey, number][] }[];
  /** Fields and groups that no column supplies, by path: of a group there are no rows then, and rules count none. */
  not_supplied: string[];
  /** `rows`: the first few, as a spreadsheet counts them. */
  notes: { kind: ListNoteKind; column: string; what: string; count: number; rows: number[] }[];
}
export type ListNoteKind =
  | "duplicate-id" | "duplicates-not-checked" | "date-order" | "invalid-cell" | "placeholder" | "edge-spaces" | "blank-row" | "hidden-row" | "ditto-mark" | "total-row"
  | "repeated-header" | "footnote" | "not-asked-answer" | "unknown-key" | "texts-not-compared" | "incomplete-list";

/** A record as findings and results name it. */
export interface RecordRef {
  /** Its place among the records, from 1. */
  number: number;
  /** The list it stands in, where several were read. */
  input?: string;
  /** As a spreadsheet counts it; the same as `number` for records that are not rows. */
  row: number;
  id: string | null;
  name: string | null;
}

/** A record's outcome. */
export interface RecordResult {
  record: RecordRef;
  /** The outcome's label; `null` when the framework has none. */
  outcome: string | null;
  /** The results of the shown tables, in order. */
  tables: string[];
  counts: VerdictCounts;
  /** The answers to show beside it, those that are there. */
  values: Evidence[];
  numbers: NumberResult[];
  /** Why the outcome (first, where there is one) and the shown tables are what they are. */
  reasons: Result[];
  /** Answers to questions that are not asked: kept, and without effect. */
  not_asked: Evidence[];
  /** Verdicts that will be others within the days looked ahead, whatever anybody does. */
  soon: Soon[];
  /** The people of the framework's registers to whom the record's name may refer, strongest first; left out where no name was compared. */
  candidates?: RecordCandidate[];
}
/** A number that the framework shows: the least and most that it can be by what is answered, and of a score what any answers give. */
export interface NumberResult { id: string; label: string; low: number | null; high: number | null; least: number | null; most: number | null }
/** A verdict that changes by itself: what it is now, whether due or not, and what it becomes on that day. */
export interface Soon { rule: string; item: string; on: string; verdict: Verdict; becomes: Verdict }
/** Somebody of a register to whom a record's name may refer. It is no link: that is for people to decide. */
export interface RecordCandidate { group: string; person: string; name: string; class: EvidenceClass; verdict: Strength; sentence: string }

/** Formats that are text. */
export type ReportFormat = "text" | "json" | "jsonl" | "csv" | "html" | "markdown";

// ------------------------------------------------------------------------------------------------------------------------------------ lists

export interface ListOptions extends RunOptions {
  /** The file's name, for reports. */
  name?: string;
  /** `[["Name of asset", "name"], ["Remarks", ""]]`: columns matched by hand; an empty field sets the column aside. */
  columns?: [header: string, field: string][];
  /** `utf-8`, `utf-16le`, `windows-1252` …; found by itself when left out. */
  encoding?: string;
  delimiter?: string;
  header_row?: number;
}

/** How a list was understood, before anything is audited. */
export interface ListMapping {
  /** Why it is read so: encoding, delimiter, header. */
  notes: string[];
  header_row: number;
  columns: { column: number; header: string; field: string | null; label: string; why: string; suggestion: string | null }[];
  /** Fields and groups that no column supplies. */
  not_supplied: { field: string; label: string }[];
  fields: { field: string; label: string }[];
  /** What has to be decided before it can be audited: two columns for one field, a name that is not there. */
  problems: { message: string; help: string }[];
}

export interface Progress { bytes: number; size: number | null; rows: number; findings: number }

// ------------------------------------------------------------------------------------------------------------------------------------ screening

export interface ScreenerOptions {
  /** How clean names are taken to be: `clean` when left out. */
  profile?: "clean" | "one-edit" | "two-edits";
  /** Whether candidates that were kept out of the queue are listed, with the reason. */
  suppressed?: boolean;
}
/** What is known around a name; what is left out is unknown. */
export interface ScreenOptions {
  locality?: string;
  /** When the thing was named or first recorded, as registers write years: `1840`, `c. 1840`, `1840s`. */
  named?: string;
  /** Names in the neighbourhood. */
  neighbours?: string[];
}
/** The kind of evidence that a name is, strongest first. */
export type EvidenceClass =
  | "full-name" | "regnal-number" | "title-and-name" | "double-name" | "common-full-name" | "full-name-and-more" | "regnal-title" | "name-only" | "shared-name" | "misspelt"
  | "crowded-name" | "regnal-forename" | "unexplained" | "other-title" | "other-forename" | "before-birth" | "documented-other";
/** What the evidence amounts to; `strong` and `candidate` are for a reviewer. */
export type Strength = "strong" | "candidate" | "weak" | "contradicted";
/** What sort of name of the register agrees. */
export type AliasKind =
  | "name" | "birth-name" | "peerage" | "military" | "epithet" | "nickname" | "mononym" | "foreign" | "spelling" | "imposed" | "derived";
/** Somebody of a register to whom a name may refer, and why. */
export interface Candidate {
  person: string;
  person_name: string;
  /** The name of the register that agrees, and its kind. */
  alias: string;
  alias_kind: AliasKind;
  class: EvidenceClass;
  /** The short code of the class: `A1`. */
  code: string;
  verdict: Strength;
  /** For order within a class; no probability. */
  points: number;
  /** What agrees, in a sentence. */
  sentence: string;
  factors: { code: string; points: number; text: string }[];
  /** Which bytes of the name agree (UTF-8, from and to), and which nothing explains; the latter left out where there are none. */
  spans: [number, number][];
  unexplained?: [number, number][];
  unknowns: string[];
  /** Other readings: a town, a saint, a namesake (`person`: by id). */
  alternatives: { kind: string; text: string; person?: string }[];
  /** The rule that keeps it out of the queue; left out where none does. */
  suppressed_by?: string;
  /** How far the register's row has been checked, in its own words; left out where it does not say. */
  verification?: string;
}
/** What a name may refer to. `suppressed` only when asked for; what is empty or nought is left out. */
export interface Candidates { candidates: Candidate[]; suppressed?: Candidate[]; not_listed?: number; notes?: string[] }
/** Something wrong with a register. */
export interface RegisterProblem { level: "error" | "warning" | "advice"; code: string; table: string; row: number; person: string; message: string }
