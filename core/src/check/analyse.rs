//! What can be read off conditions without running them.
