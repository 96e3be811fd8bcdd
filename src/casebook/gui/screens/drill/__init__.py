"""The drill: shares on paper proved without opening anything."""
