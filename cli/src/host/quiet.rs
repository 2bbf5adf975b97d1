//! Libraries that panic on input which they should refuse: the panic becomes an error, and says nothing by itself.

use std::cell::Cell;
use std::panic::{UnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What the step gives, or `None` where it panics. Only for steps of libraries that are given other people's files.
pub(crate) fn quietly<T>(step: impl FnOnce() -> T + UnwindSafe) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                usual(panic);
            }
        }));
    });
    let before = QUIET.replace(true);
    let outcome = catch_unwind(step);
    QUIET.set(before);
    outcome.ok()
}

#[cfg(test)]
mod tests {
    use super::quietly;

    #[test]
    fn a_panic_is_nothing_and_what_follows_is_as_before() {
        assert_eq!(quietly(|| 1), Some(1));
        assert_eq!(quietly(|| -> i32 { panic!("not shown") }), None);
        assert_eq!(quietly(|| 2), Some(2));
    }
}
