//! `regard form`: one HTML file that is the form of a framework, or the page on which lists are audited against it.
//!
//! The parts of the pages come from `wasm/`, built beforehand by `wasm/page` and carried by the program. This fills them in and knows nothing of what they do.

mod letters;

use crate::apart::keep_apart;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use crate::registers;
use due_regard::report::escape_html;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::io::{self, Write as _};
use std::path::Path;

/// What the page is made of.
struct Parts {
    page: &'static str,
    style: &'static str,
    script: &'static str,
    /// What the page says, in its languages, packed with gzip.
    messages: &'static [u8],
    /// The engine, packed likewise.
    module: &'static [u8],
    /// What runs beside the page, where something does.
    worker: &'static str,
}

/// As they were when the program was built; nothing where they had not been built.
const PARTS: Option<Parts> = include!(concat!(env!("OUT_DIR"), "/form.rs"));

/// The same of the page for lists.
const LIST_PARTS: Option<Parts> = include!(concat!(env!("OUT_DIR"), "/list.rs"));

/// What `form` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The page needs nothing else: engine, form and framework are in it. It opens by a double-click, works without a network, and its own content policy forbids the browser to send anything anywhere. What is typed is saved to a file that `regard audit` reads too.

With --list the page is not a form but takes a list (CSV, XLSX, ODS): it shows what each column was taken for and why, audits every row, lists the findings, and asks about what people have to decide, a key for each verdict. It saves the decisions, which `regard audit --decisions` reads, and the audit. The registers that the framework compares names with go into the page.

Examples:
  regard form council-eia -o eia.html                       the form of a bundled framework
  regard form my-framework.yaml -o form.html --language cy  of one's own, in Welsh where it has Welsh texts
  regard form council-eia -o eia.html --example record.json with a worked example to look into
  regard form public-realm --list -o assets.html            the page for lists of assets
  regard form my.yaml --list -o list.html --register people=people.csv")]
pub struct Args {
    /// A bundled framework (`regard list`), a file, or a folder that holds framework.yaml
    #[arg(value_name = "FRAMEWORK")]
    framework: String,

    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    out: String,

    /// The language in which the page opens, where the framework has it
    #[arg(long, default_value = "en", value_name = "LANGUAGE")]
    language: String,

    /// A record in JSON that people can look into as a worked example
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    example: Option<String>,

    /// The page for lists of records in the place of the form for one
    #[arg(long)]
    list: bool,

    /// With --list: a register in the place of one that the framework declares, a file (CSV, XLSX) or a folder of tables
    #[arg(long = "register", value_name = "ID=FILE", requires = "list")]
    register: Vec<String>,
}

/// Writes the page.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    // What is wrong with a framework is told whether a page can be made or not.
    let loaded = host.load_usable(&args.framework)?;
    let Some(parts) = (if args.list { LIST_PARTS } else { PARTS }) else {
        return Err(CliError::new("this `regard` was built without the browser module, so it cannot write the page")
            .help("run `wasm/page` in the repository and build it again; releases carry the module"));
    };
    // Texts without a language are English.
    host.tell_language(&loaded, if args.language == "en" { "" } else { &args.language });
    let registers = registers::paths(&args.framework, &loaded, host, &args.register);
    let read = registers.iter().chain(&args.example).map(String::as_str);
    keep_apart([args.out.as_str()], read.chain([loaded.source().name()]))?;
    let example = match &args.example {
        None => Value::Null,
        Some(path) => serde_json::from_str(&host.read_text(path)?)
            .map_err(|error| CliError::new(format!("`{path}` is not JSON: {error}")))?,
    };
    let (source, bases) = host.framework_texts(&args.framework)?;
    let bases: Map<String, Value> =
        bases.iter().map(|(name, base)| (name.clone(), Value::String(base.text().to_owned()))).collect();
    let framework = json!({"file": file_name(source.name()), "text": source.text(), "bases": bases});
    let registers =
        if args.list { registers::texts(&args.framework, &loaded, host, &args.register)? } else { Value::Null };
    let words = loaded.framework();
    let page = filled(
        parts.page,
        &[
            ("language", escaped(&args.language)),
            ("policy", policy(&parts)),
            ("title", escaped(words.title.get(&args.language))),
            ("description", escaped(words.description.get(&args.language))),
            ("loading", escaped(text(&args.language, args.list).0)),
            ("noscript", escaped(text(&args.language, args.list).1)),
            ("style", parts.style.to_owned()),
            ("script", parts.script.to_owned()),
            ("messages", letters::text_of(parts.messages)),
            ("framework", packed(&framework.to_string())?),
            ("example", packed(&example.to_string())?),
            ("registers", packed(&registers.to_string())?),
            ("worker", packed(parts.worker)?),
            ("module", letters::text_of(parts.module)),
        ],
    );
    host.write(&args.out, &page)?;
    host.tell(&format!(
        "{}: {} bytes, SHA-256 {}\n",
        args.out,
        page.len(),
        Sha256::digest(page.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    ));
    Ok(Exit::Clean)
}

/// What stands there while the page loads, and for those whose browser runs no scripts.
fn text(language: &str, list: bool) -> (&'static str, &'static str) {
    match (language, list) {
        ("cy", false) => (
            "Mae’r ffurflen yn llwytho.",
            "Mae’r ffurflen hon yn rhedeg yn y porwr ac mae angen JavaScript arni. Nid oes dim yn cael ei anfon i unman.",
        ),
        ("cy", true) => (
            "Mae’r dudalen yn llwytho.",
            "Mae’r dudalen hon yn rhedeg yn y porwr ac mae angen JavaScript arni. Nid oes dim yn cael ei anfon i unman.",
        ),
        (_, false) => {
            ("The form is loading.", "This form runs in the browser and needs JavaScript. Nothing is sent anywhere.")
        }
        (_, true) => {
            ("The page is loading.", "This page runs in the browser and needs JavaScript. Nothing is sent anywhere.")
        }
    }
}

/// The last part of a path: where somebody keeps a framework is nobody else's business.
fn file_name(name: &str) -> &str {
    Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or(name)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_html(text, &mut out);
    out
}

/// A text that can stand in a script element, whatever it holds, as `unpack` in `wasm/form/src/engine.js` reads it.
fn packed(text: &str) -> Result<String, CliError> {
    Ok(letters::text_of(&gzip(text).map_err(|error| CliError::new(format!("the page could not be packed: {error}")))?))
}

/// As gzip. Its header has neither name nor time: the same text gives the same bytes.
fn gzip(text: &str) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(text.as_bytes())?;
    packer.finish()
}

/// What the page may do: run its own script and style and the engine, and nothing else. Where the engine runs in a worker, that is made of what stands in the page.
fn policy(parts: &Parts) -> String {
    let hash = |text: &str| base64(&Sha256::digest(text.as_bytes()));
    let (worker, trusted) =
        if parts.worker.is_empty() { ("", "'none'") } else { ("worker-src blob:; ", "due-regard-worker") };
    format!(
        "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval'; style-src 'sha256-{}'; {worker}img-src data:; connect-src 'none'; form-action 'none'; \
         base-uri 'none'; require-trusted-types-for 'script'; trusted-types {trusted}",
        hash(parts.script),
        hash(parts.style),
    )
}

/// A page with its places filled in. What is filled in is not looked into again.
fn filled(page: &str, values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(page.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('@') {
        out.push_str(before);
        let value = values.iter().find_map(|(name, value)| Some((value, after.strip_prefix(name)?.strip_prefix('@')?)));
        match value {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('@');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Base64 with padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |six: u32| char::from(LETTERS.get((six & 63) as usize).copied().unwrap_or(b'='));
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        out.push(letter(word >> 18));
        out.push(letter(word >> 12));
        out.push(if chunk.len() > 1 { letter(word >> 6) } else { '=' });
        out.push(if chunk.len() > 2 { letter(word) } else { '=' });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read as _;

    #[test]
    fn base64_is_as_published() {
        // RFC 4648, section 10.
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn what_is_filled_in_is_not_filled_in_again() {
        let values = [("a", "@b@".to_owned()), ("b", "x@a@".to_owned())];
        assert_eq!(filled("1@a@2@b@3@c@4 you@example.org", &values), "1@b@2x@a@3@c@4 you@example.org");
    }

    #[test]
    fn no_text_of_a_framework_ends_the_script_it_stands_in() {
        for text in ["", "null", "</script><script>alert(1)</script><!--"] {
            let shown = packed(text).unwrap();
            assert!(shown.bytes().all(|letter| letter.is_ascii_graphic() && letter != b'<'), "{shown}");
            let mut read = String::new();
            GzDecoder::new(gzip(text).unwrap().as_slice()).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
            assert_eq!(shown, letters::text_of(&gzip(text).unwrap()));
        }
    }

    #[test]
    fn what_is_packed_says_nothing_of_when_and_where() {
        // RFC 1952, section 2.3: the method is deflate, no flags, no time, the strongest packing, an unknown system.
        assert_eq!(gzip("a framework").unwrap().get(..10), Some(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255][..]));
    }
}
