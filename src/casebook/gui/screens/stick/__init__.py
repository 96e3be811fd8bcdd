"""Meeting by stick: what it brought, and what it will carry."""
