//! Typing indicators and read receipts.

use super::{
    Call, ChatError, Receipt, Thread, Threads,
    change::{Change, What},
    rate::Operation,
    size,
};

impl Threads {
    pub(crate) fn typing(
        &mut self,
        call: &mut Call<'_>,
        thread: &str,
        display_name: Option<String>,
    ) -> Result<(), ChatError> {
        let now = call.now;
        let thread = self.enter(call, thread, Operation::Typing)?;
        sociable(thread)?;
        let change = Change::new(thread, call, now, What::Typing { display_name });
        self.note(change);
        Ok(())
    }

    pub(crate) fn read(
        &mut self,
        call: &Call<'_>,
        thread: &str,
        message: &str,
    ) -> Result<(), ChatError> {
        let thread = self.enter(call, thread, Operation::SendReceipt)?;
        sociable(thread)?;
        thread.message(message)?;
        let receipt = Receipt {
            by: call.user.to_owned(),
            message: message.to_owned(),
            at: call.now,
        };
        thread.receipts.retain(|earlier| earlier.by != receipt.by);
        thread.receipts.push(receipt);
        Ok(())
    }

    /// The latest of each reader.
    pub(crate) fn receipts(
        &mut self,
        call: &Call<'_>,
        thread: &str,
    ) -> Result<Vec<Receipt>, ChatError> {
        let thread = self.enter(call, thread, Operation::GetReceipts)?;
        sociable(thread)?;
        Ok(thread.receipts.clone())
    }
}

fn sociable(thread: &Thread) -> Result<(), ChatError> {
    if thread.participants.len() > size::SOCIABLE {
        return Err(ChatError::Forbidden);
    }
    Ok(())
}
