"""What the tests of the promises send and expect: tagged messages, a recogniser of their own, the verifier."""
