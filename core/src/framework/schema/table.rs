//! The table itself. A key that is added here is known to the reader's checks, the reference and editors; `read` gives it a meaning.

use super::{KeyInfo, Kind, MappingInfo, Shape};
use crate::framework::{
    BandVerdict, ComparedAs, Harm, IntervalKind, MeasureKind, Orientation, Severity, Standing, UnknownVerdict,
};
use crate::value::FieldType;

const fn key(name: &'static str, shape: Shape, about: &'static str) -> KeyInfo {
    KeyInfo { name, shape, required: false, about, since: 1, others: &[] }
}

const fn must(name: &'static str, shape: Shape, about: &'static str) -> KeyInfo {
    KeyInfo { name, shape, required: true, about, since: 1, others: &[] }
}

impl KeyInfo {
    const fn or(mut self, others: &'static [&'static str]) -> Self {
        self.others = others;
        self
    }
}

pub(super) static FRAMEWORK: MappingInfo = MappingInfo {
    name: "a framework",
    about: "The whole document.",
    keys: &[
        must("language", Shape::Language, "The version of the framework language; this reference describes 1."),
        must("framework", Shape::Id, "The framework's id.").or(&["id", "name"]),
        must("version", Shape::Text, "The framework's own version."),
        key("extends", Shape::Text, "The framework from which it starts: the id of one that comes with the program, or a path from its own folder. What has an id is joined by it; what is new is added.")
            .or(&["base", "inherits", "from"]),
        key("retire", Shape::List(Kind::Retired), "Rules of that framework that it leaves out, with the reason.")
            .or(&["remove", "disable"]),
        must("title", Shape::Words, "What people read as its name."),
        key("description", Shape::Words, "What it is for."),
        key("jurisdiction", Shape::Text, "Where it applies."),
        key("licence", Shape::Text, "The licence of the framework's text."),
        key("sources", Shape::Named(Kind::Source), "What the rules rest on, by id.").or(&["citations", "references"]),
        key("parameters", Shape::Named(Kind::Parameter), "Every threshold, by id, with its reason.").or(&[
            "thresholds",
            "constants",
            "variables",
        ]),
        key("lists", Shape::Lists, "Lists of options that several fields share, by id.").or(&[
            "choices",
            "options",
            "enums",
            "codelists",
        ]),
        key("stages", Shape::Stages, "The stages through which a record goes, in order.").or(&["phases", "workflow"]),
        key("roles", Shape::Named(Kind::Role), "Who does what, by id, and who has to be somebody else."),
        key("record", Shape::Mapping(Kind::Record), "What a record is."),
        key("registers", Shape::Named(Kind::Register), "Reference lists of persons or names, by id.").or(&["reference-lists"]),
        key("screening", Shape::Named(Kind::Screening), "Names that are compared with a register, by the id of the group of candidates that this makes.")
            .or(&["matching", "candidates"]),
        must("sections", Shape::List(Kind::Section), "The fields, in sections, in the order in which they are asked.")
            .or(&["fields", "questions", "schema", "pages"]),
        key("derive", Shape::DerivedValues, "Values made from others, by id.").or(&[
            "derived",
            "calculated",
            "computed",
        ]),
        key("rules", Shape::List(Kind::Rule), "What is checked.").or(&["checks", "policies"]),
        key("measures", Shape::List(Kind::Measure), "Figures over all records.").or(&["metrics", "indicators"]),
        key("outcome", Shape::List(Kind::TableRow), "The classification of a record: the first row that holds.")
            .or(&["result", "classification"]),
        key("summary", Shape::Mapping(Kind::Summary), "What a record's summary for decision makers shows; in the usual form when absent.")
            .or(&["committee-summary", "report"]),
        key(
            "not-expressed",
            Shape::List(Kind::NotExpressed),
            "What the sources say and this framework cannot express.",
        )
        .or(&["untranslatable", "limitations"]),
    ],
};

pub(super) static RETIRED: MappingInfo = MappingInfo {
    name: "an entry of `retire`",
    about: "A rule of the framework that this one extends, and why it is left out.",
    keys: &[
        must("id", Shape::Reference, "The rule's id.").or(&["rule"]),
        must("why", Shape::Text, "Why it is left out.").or(&["reason", "because"]),
    ],
};

pub(super) static SOURCE: MappingInfo = MappingInfo {
    name: "a source",
    about: "A clause that rules cite.",
    keys: &[
        must("title", Shape::Text, "The title of the work.").or(&["name"]),
        key("at", Shape::Text, "Where in it: section, paragraph, page.").or(&["section", "clause", "page"]),
        must("standing", Shape::OneOf(standings), "What weight it has.").or(&["kind", "type", "weight"]),
        key("jurisdiction", Shape::Text, "Where it applies, when not where the framework does."),
        key("url", Shape::Text, "Its web address.").or(&["link", "href"]),
        key(
            "checked",
            Shape::Day,
            "The day on which someone opened the source and compared; without it, reports say `unverified`.",
        )
        .or(&["verified", "accessed"]),
        key("note", Shape::Text, "A remark, for example what was read and what was not.").or(&["comment"]),
    ],
};

pub(super) static PARAMETER: MappingInfo = MappingInfo {
    name: "a parameter",
    about: "A threshold, named and with its reason.",
    keys: &[
        must("value", Shape::Value, "A number, a period (`28 days`), a day, or a text in quotes."),
        key("why", Shape::Text, "Why it is what it is; a threshold without a reason is an error.").or(&[
            "reason",
            "rationale",
            "because",
        ]),
        key("unit", Shape::Text, "Its unit, when it is a quantity."),
    ],
};

pub(super) static CHOICE: MappingInfo = MappingInfo {
    name: "an option",
    about: "An option of a list; one that needs no more than its id is written as a word.",
    keys: &[
        must("id", Shape::Label, "What records hold.").or(&["value", "key", "code"]),
        key("label", Shape::Words, "What people read; its id when absent.").or(&["title", "text"]),
        key("aliases", Shape::Texts, "Other spellings that records use for it.").or(&["synonyms"]),
        key("numbers", Shape::Numbers, "Numbers attached to it, read as `field.name` in expressions.")
            .or(&["weight", "score", "values"]),
    ],
};

pub(super) static STAGE: MappingInfo = MappingInfo {
    name: "a stage",
    about: "A stage through which a record goes; one that needs no more than its id is written as a word.",
    keys: &[
        must("id", Shape::Id, "Its id, by which rules and runs speak of it.").or(&["name"]),
        key("label", Shape::Words, "What people read; its id when absent.").or(&["title", "text"]),
    ],
};

pub(super) static ROLE: MappingInfo = MappingInfo {
    name: "a role",
    about: "What somebody does in the work. `not` makes a rule `separate-<role>-<other>` for the fields of type `person` that have the two roles.",
    keys: &[
        key("label", Shape::Words, "What people read; its id when absent.").or(&["title"]),
        key("not", Shape::References, "The roles whose holder has to be another person.").or(&["separate-from"]),
        key("severity", Shape::OneOf(severities), "How much that matters; `block` when absent.").or(&["level"]),
        key("at", Shape::Reference, "The stage from which it bites.").or(&["stage", "from"]),
        key("cite", Shape::References, "What it rests on.").or(&["source", "sources", "citation"]),
        key("why", Shape::Words, "Why they have to be two.").or(&["rationale", "reason", "because"]),
    ],
};

pub(super) static RECORD: MappingInfo = MappingInfo {
    name: "`record`",
    about: "What a record is.",
    keys: &[
        key("noun", Shape::Text, "The word for one of them; `record` when absent.").or(&["singular"]),
        key("plural", Shape::Text, "The word for several of them; the noun with an s when absent."),
        key("id", Shape::Reference, "The field that identifies a record."),
        key("name", Shape::Reference, "The field that names it to people.").or(&["title", "label"]),
        key("unique", Shape::Truth, "Whether two records with one id are reported."),
        key("missing", Shape::Texts, "Raw texts that stand for *missing*, in every field; blank cells always do."),
        key("not-known", Shape::Texts, "Raw texts that stand for *not known*, in every field.").or(&["unknown"]),
        key("withheld", Shape::Texts, "Raw texts that stand for *withheld*, in every field.")
            .or(&["refused", "redacted"]),
        key("not-applicable", Shape::Texts, "Raw texts that stand for *not applicable*, in every field.").or(&["na"]),
        key("inside", Shape::Text, "The key under which a program wraps the answers: `{version: …, data: {…}}` has `inside: data`. What stands beside it is read too.")
            .or(&["envelope", "wrapper", "under"]),
        key("ignore", Shape::Texts, "Keys of a record that are no answers, and of which nobody need be told."),
    ],
};

pub(super) static REGISTER: MappingInfo = MappingInfo {
    name: "a register",
    about: "A list of persons (or of other bearers of names), with what is recorded of each.",
    keys: &[
        key("title", Shape::Words, "What people read; its id when absent.").or(&["label", "name"]),
        key("file", Shape::Text, "A file (CSV, XLSX, JSON) or a folder of tables beside the framework. Without it, every run gives its own.")
            .or(&["path", "folder", "source"]),
        key("holds", Shape::OneOf(holdings), "What it lists: `persons` (when absent), or `names` of streets and other things, which agree where all is the same but for the type of street or asset.").or(&["of", "kind"]),
        key("categories", Shape::Reference, "The list whose options are the register's categories, so that rules can be checked against them; a text when absent.")
            .or(&["category"]),
        key("culpability", Shape::Reference, "The list whose options are the register's words for culpability; a text when absent."),
    ],
};

pub(super) static SCREENING: MappingInfo = MappingInfo {
    name: "a screening",
    about: "Names of records that are compared with a register. It makes a group of candidates that the engine fills, and of which rules speak as of any group.",
    keys: &[
        key("title", Shape::Words, "What people read; its id when absent.").or(&["label"]),
        must("register", Shape::Reference, "The register.").or(&["against"]),
        must(
            "names",
            Shape::References,
            "The field that holds the name; of several, the first that the list has a column for.",
        )
        .or(&["name", "fields"]),
        key("places", Shape::References, "Fields that say where the thing is.").or(&["place", "locality"]),
        key("year", Shape::Reference, "The field with the year of the naming or of the first record.")
            .or(&["date", "named"]),
        key(
            "kind",
            Shape::Reference,
            "The choice that says what kind of thing it is; its words in a name explain themselves.",
        )
        .or(&["type"]),
        key("neighbours", Shape::Reference, "A field with names of the neighbourhood, apart by semicolons.")
            .or(&["nearby"]),
        key("typing-errors", Shape::Count, "How many typing errors are allowed for: 0 (when absent), 1 or 2.")
            .or(&["noisy", "errors"]),
        key(
            "suppressed",
            Shape::Truth,
            "Whether what is kept out of the queue stands in the group too, with the rule that keeps it out.",
        ),
    ],
};

pub(super) static SECTION: MappingInfo = MappingInfo {
    name: "a section",
    about: "A part of a record. With `rows` or `repeat` it is a group, which has rows of its own.",
    keys: &[
        must("id", Shape::Id, "Its id; of a group, its name in expressions.").or(&["name"]),
        key("title", Shape::Words, "What people read; its id when absent.").or(&["label"]),
        key("guidance", Shape::Words, "What helps to answer.").or(&["help", "hint", "description"]),
        key("ask-when", Shape::Expression, "When it is asked; always when absent.").or(&[
            "relevant",
            "visible-if",
            "visible-when",
            "show-when",
            "if",
            "when",
        ]),
        key("rows", Shape::List(Kind::Row), "Fixed rows, in order."),
        key("extra-rows", Shape::Truth, "Whether a record may add rows of its own to the fixed ones."),
        key("extra-from", Shape::Reference, "The list of rows that are offered for adding: a row that a record adds and that is among them has its label, and can be spoken of by name.")
            .or(&["suggest"]),
        key("repeat", Shape::Mapping(Kind::Repeat), "As many rows as the record gives."),
        must("fields", Shape::Members, "Its fields, in order; a group may stand among them.").or(&[
            "questions",
            "columns",
            "members",
        ]),
    ],
};

pub(super) static REPEAT: MappingInfo = MappingInfo {
    name: "`repeat`",
    about: "How many rows a group may have.",
    keys: &[key("min", Shape::Count, "At least so many rows."), key("max", Shape::Count, "At most so many rows.")],
};

pub(super) static ROW: MappingInfo = MappingInfo {
    name: "a fixed row",
    about: "A row that every record has.",
    keys: &[
        must("id", Shape::Id, "Its id: `row = age`.").or(&["name"]),
        key("label", Shape::Words, "What people read; its id when absent.").or(&["title"]),
        key("not-applicable-when", Shape::Expression, "When the whole row is not applicable.").or(&["skip-when"]),
        key("cite", Shape::References, "What that rests on.").or(&["source", "sources", "citation"]),
        key(
            "terms",
            Shape::Texts,
            "Words by which a text shows that it speaks of this row: `mentions(rationale, row)`.",
        )
        .or(&["words", "keywords"]),
    ],
};

pub(super) static FIELD: MappingInfo = MappingInfo {
    name: "a field",
    about: "A question, or a column.",
    keys: &[
        must("id", Shape::Id, "Its id: its name in expressions.").or(&["name", "key", "column"]),
        must("type", Shape::OneOf(field_types), "What an answer is.").or(&["kind"]),
        key("of", Shape::Options, "For `choice` and `choices`: the id of a list, or the options themselves.")
            .or(&["options", "values", "enum", "list", "choices", "items"]),
        key("label", Shape::Words, "What people read, and the header under which lists hold it.")
            .or(&["title", "question", "header"]),
        key("guidance", Shape::Words, "What helps to answer.").or(&["help", "hint", "description"]),
        key("example", Shape::Words, "An answer as it could be, shown beside the question.").or(&["placeholder"]),
        key("aliases", Shape::Texts, "Other headers under which lists hold it.").or(&["synonyms", "headers"]),
        key(
            "ask-when",
            Shape::Expression,
            "When it is asked; always when absent. What stands in a field that is not asked has no effect.",
        )
        .or(&["relevant", "visible-if", "visible-when", "show-when", "if", "when"]),
        key("required", Shape::Required, "Whether it must be answered: `true`, or from which stage on.")
            .or(&["mandatory"]),
        key("allow", Shape::States, "States that count as an answer to a required field."),
        key("missing", Shape::Texts, "Raw texts that stand for *missing* in this field."),
        key("not-known", Shape::Texts, "Raw texts that stand for *not known* in this field.").or(&["unknown"]),
        key("withheld", Shape::Texts, "Raw texts that stand for *withheld* in this field.")
            .or(&["refused", "redacted"]),
        key("not-applicable", Shape::Texts, "Raw texts that stand for *not applicable* in this field.").or(&["na"]),
        key("separators", Shape::Text, "For `choices`: the characters between several answers in one cell.")
            .or(&["delimiter", "delimiters"]),
        key("unit", Shape::Text, "The unit of a number."),
        key("min", Shape::Limit, "The least number, day or year that can be right; below it the cell is *invalid*.")
            .or(&["minimum"]),
        key("max", Shape::Limit, "The greatest number, day or year that can be right; above it the cell is *invalid*.")
            .or(&["maximum"]),
        key("pattern", Shape::Text, "A regular expression that a text must match, else the cell is *invalid*.")
            .or(&["regex", "format"]),
        key("dates", Shape::OneOf(date_orders), "How `3/4/2021` is read; `day first` when absent.")
            .or(&["date-format", "date-order"]),
        key("role", Shape::Reference, "For a person: what they do in the work, by the id of one of the `roles`."),
        key("unlike-other-records", Shape::Share, "For a text: from which share of words in common on the same field of another record looks copied. Makes a rule of its own, severity `review`.")
            .or(&["copied", "duplicates"]),
    ],
};

pub(super) static DERIVED: MappingInfo = MappingInfo {
    name: "a derived value",
    about: "A value made from others: an expression alone, or one of `value`, `table`, `levels`, `add` and `cases` with what people read.",
    keys: &[
        key("label", Shape::Words, "What people read; its id when absent.").or(&["title"]),
        key("show", Shape::Truth, "Whether reports count it and findings may show it."),
        key("value", Shape::Expression, "The expression, where a label or `show` is given too.").or(&[
            "is",
            "expression",
            "expr",
            "formula",
        ]),
        key("table", Shape::List(Kind::TableRow), "A decision table: the first row that holds.")
            .or(&["rows", "decision"]),
        key("levels", Shape::List(Kind::TableRow), "Levels that build on each other, the lowest first: the result is the highest of which it and all below it hold. The lowest has no `when`."),
        key("cases", Shape::List(Kind::NumberRow), "A number by the first row that holds."),
        key("add", Shape::Id, "A score: this number of every option that is answered, added up. What is not asked adds nothing; `maximum(…)` is the most that it can be.")
            .or(&["sum", "score", "weight"]),
        key("over", Shape::References, "For a score: the fields and sections it is made of; every choice of the record whose options have the number, when absent.")
            .or(&["fields", "of"]),
        key("blank", Shape::OneOf(blanks), "For a score: what a question that is asked and left blank adds. `open` (when absent): anything that an answer could, so that the score lies between two numbers. `nothing`: as the method says."),
    ],
};

pub(super) static NUMBER_ROW: MappingInfo = MappingInfo {
    name: "a row of `cases`",
    about: "A number and when it is the one.",
    keys: &[
        must("value", Shape::Expression, "The number.").or(&["is", "then", "number"]),
        key("when", Shape::Expression, "When the row holds; always when absent.").or(&["if", "condition"]),
    ],
};

pub(super) static TABLE_ROW: MappingInfo = MappingInfo {
    name: "a row of a table",
    about: "A row of a decision table, or of `outcome`.",
    keys: &[
        must("is", Shape::Label, "The result.").or(&["result", "then", "id", "value"]),
        key("label", Shape::Words, "What people read; the result itself when absent.").or(&["title"]),
        key("when", Shape::Expression, "When the row holds; always when absent.").or(&["if", "condition"]),
        key("cite", Shape::References, "What it rests on.").or(&["source", "sources", "citation"]),
        key("say", Shape::Words, "What the result means, for reports.").or(&["message", "description"]),
    ],
};

pub(super) static RULE: MappingInfo = MappingInfo {
    name: "a rule",
    about: "What is checked, for each record or each row of a group.",
    keys: &[
        must("id", Shape::Id, "Its id: it names the offence and is never used again for another.").or(&["name"]),
        key("title", Shape::Words, "What people read as its name; its id when absent.").or(&["label"]),
        key("each", Shape::Path, "The group for each of whose rows it is checked.")
            .or(&["for-each", "for", "foreach", "group"]),
        key("when", Shape::Expression, "When it applies; always when absent.").or(&[
            "if",
            "given",
            "condition",
            "applies-when",
        ]),
        key("require", Shape::Expression, "What must hold; either this or `criteria` is needed.")
            .or(&["then", "assert", "must", "check", "requires", "expect"]),
        key(
            "criteria",
            Shape::List(Kind::Criterion),
            "What must hold, in named parts of which all have to: a finding says which do not.",
        ),
        key("severity", Shape::OneOf(severities), "How much it matters; `major` when absent.")
            .or(&["level", "priority"]),
        key("at", Shape::Reference, "The stage from which it bites; before that it is *to do*.").or(&["stage", "from"]),
        key("cite", Shape::References, "What it rests on.").or(&[
            "source",
            "sources",
            "citation",
            "basis",
            "reference",
        ]),
        key("say", Shape::Message, "What a finding says.").or(&["message", "text", "error", "description"]),
        key("fix", Shape::Message, "What would mend it.").or(&["remedy", "remediation", "action", "help"]),
        key("why", Shape::Words, "Why it exists.").or(&["rationale", "reason", "because"]),
        key("when-unknown", Shape::WhenUnknown, "What *cannot tell* becomes.").or(&["if-unknown", "on-unknown"]),
        key("since", Shape::Text, "The version of the framework in which it came."),
    ],
};

pub(super) static CRITERION: MappingInfo = MappingInfo {
    name: "a criterion",
    about: "A named part of what a rule requires.",
    keys: &[
        must("id", Shape::Id, "Its id.").or(&["name"]),
        key("title", Shape::Words, "What people read as its name; its id when absent.").or(&["label"]),
        must("require", Shape::Expression, "What must hold.").or(&["when", "check"]),
        key("say", Shape::Words, "What it means, and what to do where it does not hold.")
            .or(&["message", "explanation"]),
    ],
};

pub(super) static WHEN_UNKNOWN: MappingInfo = MappingInfo {
    name: "`when-unknown`",
    about: "What *cannot tell* becomes, told apart by reason.",
    keys: &[
        key("otherwise", Shape::OneOf(verdicts), "For anything that is not answered.").or(&["else", "default"]),
        key("withheld", Shape::OneOf(verdicts), "Where everything that leaves the rule undecided is withheld.")
            .or(&["refused"]),
        key("from", Shape::Reference, "The stage from which this counts; before it, *cannot tell* stays what it is."),
    ],
};

pub(super) static MEASURE: MappingInfo = MappingInfo {
    name: "a measure",
    about: "A figure over all records.",
    keys: &[
        must("id", Shape::Id, "Its id.").or(&["name"]),
        key("label", Shape::Words, "What people read; its id when absent.").or(&["title"]),
        must(
            "kind",
            Shape::OneOf(measures),
            "`count`: how many, or how much. `share`: which part, with bounds for what is unknown. `rate`: how many for each of what they are exposed to. `mean`, `median`: of a number.",
        )
        .or(&["type"]),
        must("of", Shape::Expression, "The condition that is counted; or the number that is added up, averaged or ranked.")
            .or(&["numerator", "where", "count", "value"]),
        key("among", Shape::Expression, "The universe; every record when absent.").or(&[
            "denominator",
            "within",
            "universe",
        ]),
        key("per", Shape::Expression, "For a share or rate of lists that hold totals: the number of which `of` is a part, or to which it is exposed. Both are added up.")
            .or(&["exposure", "over"]),
        key("times", Shape::Number, "For a rate: by what it is multiplied, 1,000 for *for each thousand*; 1 when absent.").or(&["multiplier"]),
        key("by", Shape::References, "Choices, texts and derived tables by which it is given too: a figure for each option, text or result. Of a field with several answers, a record counts for each.").or(&[
            "group-by",
            "breakdown",
        ]),
        key("not-known", Shape::References, "Options of `by`, or results of its table, that say that the group is not known (`not-stated`). They belong to no group, and neither do records without an answer.")
            .or(&["unknown", "missing"]),
        key("population", Shape::Reference, "The number attached to each option of `by` that says how many people there are: what a rate is exposed to, or what shares are compared with.")
            .or(&["residents"]),
        key("interval", Shape::OneOf(intervals), "`sampling`: the records are a sample. `stability`: they are all there are, and the interval says how far chance alone moves such a figure. `none`. When absent, `sampling` where groups are compared, else `none`."),
        key("level", Shape::Share, "How sure an interval is, from 0.9 to below 1; 0.95 when absent.").or(&["confidence"]),
        key("publish", Shape::Number, "Figures of a group with a cell of at least one and fewer than this are withheld, and of one more group where they could be worked out from the rest.")
            .or(&["suppress", "minimum"]),
        key("compare", Shape::Mapping(Kind::Compare), "How the groups of `by`, which is then one, are compared."),
        key("cite", Shape::References, "What it rests on.").or(&["source", "sources", "citation"]),
        key("note", Shape::Words, "What a reader of the figure must know.").or(&["comment", "caveat"]),
    ],
};

pub(super) static COMPARE: MappingInfo = MappingInfo {
    name: "`compare`",
    about: "How the groups of a measure are compared. Every comparison has an interval; a band holds where the whole interval lies in it, and where none holds the verdict is *inconclusive*.",
    keys: &[
        must("with", Shape::Label, "The group with which each is compared: an option, the result of a table or a text of `by`. `others`: all other known groups together. `population`: of a count, its share of all against its share of the `population`.")
            .or(&["reference", "to", "baseline"]),
        key("as", Shape::OneOf(compared), "`ratio` (when absent): how many times. `difference`: of shares, in percentage points. `gap`: of a mean or median, which part is missing, in percent; positive where the group has less."),
        key("orientation", Shape::OneOf(orientations), "Which stands first, of a ratio or difference; `group to reference` when absent.").or(&["direction"]),
        must("harm", Shape::OneOf(harms), "On which side of equality (a ratio of 1, else 0) harm lies; `away`: on either.")
            .or(&["polarity"]),
        key("strata", Shape::Reference, "A choice or text by whose answers the records are divided: the ratio of shares, or of rates with `per`, is then also given within its groups (Mantel-Haenszel), and both must lie in a band.")
            .or(&["stratify", "adjust"]),
        key("reliable", Shape::Number, "A comparison that rests on a cell of fewer than this is *inconclusive*."),
        key("most-unknown", Shape::Share, "The greatest share of records of no known group, or of which `of` is unknown, with which the interval alone decides; beyond it, the bounds of what they may be must lie in the same band. 0.25 when absent."),
        key("bands", Shape::List(Kind::Band), "In order: the first that holds is the verdict.").or(&["thresholds"]),
    ],
};

pub(super) static BAND: MappingInfo = MappingInfo {
    name: "a band",
    about: "Holds where the whole interval lies in it: above `above` or below `below`; or from `from` to `to`. A gap and a difference are in percent and percentage points.",
    keys: &[
        must("is", Shape::OneOf(bands), "The verdict.").or(&["verdict", "colour", "color"]),
        key("above", Shape::Number, "The whole interval lies above this."),
        key("below", Shape::Number, "The whole interval lies below this."),
        key("from", Shape::Number, "The whole interval lies at this or above it.").or(&["min"]),
        key("to", Shape::Number, "The whole interval lies at this or below it.").or(&["max"]),
        key("say", Shape::Words, "What that means, in a few words."),
    ],
};

pub(super) static SUMMARY: MappingInfo = MappingInfo {
    name: "`summary`",
    about: "What a record's summary for decision makers shows. Result, findings, limits, sources and receipt are always there.",
    keys: &[
        key("title", Shape::Words, "What people read as its name.").or(&["label"]),
        key(
            "signed-off",
            Shape::Expression,
            "When a record is signed off; until then its summary is marked as a draft.",
        )
        .or(&["signed-off-when", "final", "approved"]),
        key("parts", Shape::List(Kind::SummaryPart), "Its parts, in order; all answers by section when absent.")
            .or(&["sections"]),
    ],
};

pub(super) static SUMMARY_PART: MappingInfo = MappingInfo {
    name: "a part of a summary",
    about: "Answers of the record, or, with `each`, a table with a line for each row of a group.",
    keys: &[
        must("id", Shape::Id, "Its id.").or(&["name"]),
        key("title", Shape::Words, "What people read; its id when absent.").or(&["label"]),
        key("say", Shape::Words, "What a reader must know of it.").or(&["note", "guidance"]),
        key("each", Shape::Path, "The group whose rows it shows; the record itself when absent.")
            .or(&["for-each", "for", "group"]),
        key("when", Shape::Expression, "Which rows it shows; without `each`, whether it is shown at all.")
            .or(&["where", "if"]),
        must("fields", Shape::References, "The fields that it shows, in order: of the group, or around it.")
            .or(&["columns", "show"]),
        key("none", Shape::Words, "What it says where no row is shown.").or(&["empty", "otherwise"]),
    ],
};

pub(super) static NOT_EXPRESSED: MappingInfo = MappingInfo {
    name: "an entry of `not-expressed`",
    about: "Something that a source says and the framework cannot express.",
    keys: &[
        must("cite", Shape::References, "Which sources say it.").or(&["source", "sources", "citation"]),
        must("what", Shape::Words, "What is left out."),
        must("why", Shape::Words, "Why it cannot be expressed.").or(&["reason", "because"]),
    ],
};

fn standings() -> Vec<&'static str> {
    Standing::ALL.iter().map(|standing| standing.words()).collect()
}

fn holdings() -> Vec<&'static str> {
    vec!["persons", "names"]
}

fn field_types() -> Vec<&'static str> {
    FieldType::ALL.iter().map(|kind| kind.words()).collect()
}

fn severities() -> Vec<&'static str> {
    Severity::ALL.iter().map(|severity| severity.words()).collect()
}

fn verdicts() -> Vec<&'static str> {
    UnknownVerdict::ALL.iter().map(|verdict| verdict.words()).collect()
}

fn blanks() -> Vec<&'static str> {
    vec!["open", "nothing"]
}

fn measures() -> Vec<&'static str> {
    MeasureKind::ALL.iter().map(|kind| kind.words()).collect()
}

fn intervals() -> Vec<&'static str> {
    IntervalKind::ALL.iter().map(|kind| kind.words()).collect()
}

fn compared() -> Vec<&'static str> {
    ComparedAs::ALL.iter().map(|kind| kind.words()).collect()
}

fn orientations() -> Vec<&'static str> {
    Orientation::ALL.iter().map(|orientation| orientation.words()).collect()
}

fn harms() -> Vec<&'static str> {
    Harm::ALL.iter().map(|harm| harm.words()).collect()
}

fn bands() -> Vec<&'static str> {
    BandVerdict::ALL.iter().map(|verdict| verdict.words()).collect()
}

fn date_orders() -> Vec<&'static str> {
    vec!["day first", "month first"]
}
