"""Filing online: from the first page of a draft to the act of the centre's own hand."""
