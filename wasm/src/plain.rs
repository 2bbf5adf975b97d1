//! JavaScript values as JSON. What is not plain JSON is refused with its place: a `Date` would silently become an empty object, `NaN` nothing at all.

#[cfg(feature = "package")]
mod text;

use crate::trouble::refused;
use js_sys::{Array, JSON, JsString, Object, Reflect};
use serde_json::{Map, Number, Value};
use wasm_bindgen::{JsCast, JsValue};

/// Values within values.
const DEEPEST: usize = 64;
/// Values of one record; more is a list.
const MOST: usize = 1_000_000;

#[cfg(feature = "package")]
/// A record: a plain object, or the text of one.
pub(crate) fn record(value: &JsValue) -> Result<Map<String, Value>, JsValue> {
    let read = match value.as_string() {
        Some(text) if text.contains('\u{fffd}') && !text_is_whole(value) => {
            return Err(refused("not-json", "", "the record is a text with half a character in it"));
        }
        Some(text) => text::record(&text)?,
        // Not an empty record: it was forgotten, or got lost on its way.
        None if value.is_undefined() => Value::Null,
        None => json(value)?,
    };
    match read {
        Value::Object(map) => Ok(map),
        _ => Err(refused("unreadable-record", "", "a record is an object: field ids to answers, group ids to rows")),
    }
}

/// Any plain value.
pub(crate) fn json(value: &JsValue) -> Result<Value, JsValue> {
    let mut left = MOST;
    read(value, &mut Vec::new(), &mut left)
}

fn read(value: &JsValue, path: &mut Vec<String>, left: &mut usize) -> Result<Value, JsValue> {
    let refuse_as = |kind: &str, path: &[String], what: &str| {
        let place = path.concat();
        let place = place.strip_prefix('.').unwrap_or(&place);
        Err(refused(kind, place, format!("`{place}` is {what}, and answers are plain JSON")))
    };
    let refuse = |path: &[String], what: &str| refuse_as("not-json", path, what);
    if *left == 0 || path.len() > DEEPEST {
        let what = "past the limits of a record (a million values, 64 levels; or it contains itself)";
        return refuse_as("limit-reached", path, what);
    }
    *left -= 1;
    if value.is_null() {
        return Ok(Value::Null);
    }
    if let Some(truth) = value.as_bool() {
        return Ok(Value::Bool(truth));
    }
    if let Some(number) = value.as_f64() {
        // As JSON writes them: whole numbers without a fraction.
        let whole =
            (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then(|| Number::from(number as i64));
        return match whole.or_else(|| Number::from_f64(number)) {
            Some(number) => Ok(Value::Number(number)),
            None => refuse(path, "no number (NaN or infinite)"),
        };
    }
    if let Some(text) = value.dyn_ref::<JsString>() {
        return match text.as_string() {
            Some(text) if text.contains('\u{fffd}') && !text_is_whole(value) => {
                refuse(path, "a text with half a character in it")
            }
            Some(text) => Ok(Value::String(text)),
            None => refuse(path, "no text"),
        };
    }
    if Array::is_array(value) {
        let array: &Array = value.unchecked_ref();
        let mut out = Vec::with_capacity(array.length().min(10_000) as usize);
        for place in 0..array.length() {
            path.push(format!("[{place}]"));
            out.push(read(&array.get(place), path, left)?);
            path.pop();
        }
        return Ok(Value::Array(out));
    }
    if !value.is_object() || value.is_function() {
        return refuse(path, if value.is_undefined() { "undefined" } else { "a function, symbol or BigInt" });
    }
    let object: &Object = value.unchecked_ref();
    // Only what braces make: a Date, Map or object of a class has another prototype.
    let prototype = Object::get_prototype_of(value);
    if !prototype.is_null() && !Object::get_prototype_of(&prototype).is_null() {
        let name =
            Reflect::get(&prototype, &"constructor".into()).and_then(|made_by| Reflect::get(&made_by, &"name".into()));
        let name = name.ok().and_then(|name| name.as_string()).unwrap_or_default();
        return refuse(path, &format!("an object of the class {name}"));
    }
    let mut out = Map::new();
    for key in Object::keys(object).iter() {
        let inner = Reflect::get(value, &key)?;
        // As JSON has it: a key without a value is not there.
        if inner.is_undefined() {
            continue;
        }
        let name = key.as_string().unwrap_or_default();
        path.push(format!(".{name}"));
        if name.contains('\u{fffd}') && !text_is_whole(&key) {
            return refuse(path, "a key with half a character in it");
        }
        let key = name;
        out.insert(key, read(&inner, path, left)?);
        path.pop();
    }
    Ok(Value::Object(out))
}

/// Whether a text with the sign for half a character in it had that sign from the beginning.
fn text_is_whole(value: &JsValue) -> bool {
    // A half character is written as an escape.
    JSON::stringify(value).ok().and_then(|text| text.as_string()).is_some_and(|text| !text.contains("\\ud"))
}
