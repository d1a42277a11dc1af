"""The providers behind the gateway: each makes its LangChain model and says how a call's parameters are passed."""
