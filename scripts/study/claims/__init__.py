"""The paper's claims: what each rests on, and what the data say of it."""
