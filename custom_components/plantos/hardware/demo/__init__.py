"""The demo garden: a digital twin that dries, drinks and breaks like a real one."""
