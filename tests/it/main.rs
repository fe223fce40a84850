//! The app as the host sees it, against the simulator; and the repository against itself.

mod layout;
