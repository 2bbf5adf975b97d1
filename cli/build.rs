//! Finds the bundled frameworks: every folder of `rules/` with a `framework.yaml`, with its cases and its register, goes into the program; and the parts of the page that `regard form`
//! writes, where they have been built.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    // A published package carries `rules/` inside itself; in the repository it lies beside the package.
    let rules = [here.join("rules"), here.join("../rules")].into_iter().find(|path| path.is_dir());
    let mut code = String::from("&[\n");
    if let Some(rules) = rules {
        println!("cargo:rerun-if-changed={}", rules.display());
        for folder in entries(&rules)? {
            let text = folder.join("framework.yaml");
            if text.is_file() {
                bundle(&mut code, &folder, &text)?;
            }
        }
    }
    code.push_str("]\n");
    form(&here)?;
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("bundled.rs"), code)
}

/// The parts of the pages that `regard form` writes: all of a page, or none.
fn form(here: &Path) -> io::Result<()> {
    let folder = here.join("form");
    println!("cargo:rerun-if-changed={}", folder.display());
    let of = |parts: &[&str]| -> Option<Vec<String>> {
        let parts: Vec<PathBuf> = parts.iter().map(|part| folder.join(part)).collect();
        parts.iter().all(|part| part.is_file()).then(|| parts.iter().map(|part| part.display().to_string()).collect())
    };
    let code = |parts: Option<Vec<String>>| match parts.as_deref() {
        Some([page, style, script, messages, module, worker @ ..]) => {
            let worker = worker.first().map_or_else(|| "\"\"".to_owned(), |worker| format!("include_str!({worker:?})"));
            format!(
                "Some(Parts {{ page: include_str!({page:?}), style: include_str!({style:?}), script: include_str!({script:?}), messages: include_bytes!({messages:?}), module: include_bytes!({module:?}), worker: {worker} }})\n"
            )
        }
        _ => "None\n".to_owned(),
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(
        out.join("form.rs"),
        code(of(&["page.html", "first.css", "form.js", "messages.json.gz", "due_regard.wasm.gz"])),
    )?;
    let list =
        ["list.html", "first.css", "list.js", "list-messages.json.gz", "due_regard_list.wasm.gz", "list-worker.js"];
    fs::write(out.join("list.rs"), code(of(&list)))
}

fn bundle(code: &mut String, folder: &Path, text: &Path) -> io::Result<()> {
    let text = text.canonicalize()?;
    println!("cargo:rerun-if-changed={}", text.display());
    // Writing to a String cannot fail.
    let _ = writeln!(
        code,
        "    Bundled {{ id: {:?}, text: include_str!({:?}), cases: &[",
        name(folder),
        text.display().to_string()
    );
    let cases = folder.join("cases");
    if cases.is_dir() {
        println!("cargo:rerun-if-changed={}", cases.display());
        for case in entries(&cases)? {
            if case.extension().is_some_and(|extension| extension == "case") {
                let path = case.canonicalize()?;
                println!("cargo:rerun-if-changed={}", path.display());
                let _ = writeln!(code, "        ({:?}, include_str!({:?})),", name(&case), path.display().to_string());
            }
        }
    }
    code.push_str("    ], register: &[\n");
    let register = folder.join("register");
    if register.is_dir() {
        println!("cargo:rerun-if-changed={}", register.display());
        for table in entries(&register)? {
            if table.extension().is_some_and(|extension| extension == "csv") {
                let path = table.canonicalize()?;
                println!("cargo:rerun-if-changed={}", path.display());
                let _ = writeln!(code, "        ({:?}, include_str!({:?})),", name(&table), path.display().to_string());
            }
        }
    }
    code.push_str("    ] },\n");
    Ok(())
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What lies in a folder, sorted, so that every build has the same order.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
