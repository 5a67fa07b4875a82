"""What the centre's services ask of the world: storage, clock, chance, files, signature checks; no code of ours."""
